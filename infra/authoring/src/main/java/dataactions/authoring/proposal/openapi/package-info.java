/**
 * Reads OpenAPI files (3.0 and 3.1, JSON or YAML): {@link dataactions.authoring.proposal.openapi.OpenApiFile} lists the
 * operations and makes an {@link dataactions.authoring.proposal.ApiCall} of one of them.
 */
package dataactions.authoring.proposal.openapi;
