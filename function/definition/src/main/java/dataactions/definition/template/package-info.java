/**
 * Request templates: paths, queries, headers and bodies with placeholders, and the values that they read. CloudFormation's templates are not meant.
 */
package dataactions.definition.template;
