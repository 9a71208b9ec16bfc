/** Texts of an OpenAPI file that need a reading of their own: descriptions, paths, regular expressions. */
package dataactions.authoring.proposal.openapi.text;
