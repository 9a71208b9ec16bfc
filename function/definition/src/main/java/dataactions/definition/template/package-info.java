/**
 * Request templates: paths, queries, headers and bodies with placeholders, and the values that they read. The templates
 * of CloudFormation are not meant.
 */
package dataactions.definition.template;
