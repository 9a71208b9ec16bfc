/** Texts of an OpenAPI file: a description on one line, a path encoded, an example text for a regular expression. */
package dataactions.authoring.proposal.openapi.text;
