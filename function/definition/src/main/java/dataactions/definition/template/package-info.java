/**
 * Request templates: paths, queries, headers and bodies with placeholders. CloudFormation's templates are not meant.
 */
package dataactions.definition.template;
