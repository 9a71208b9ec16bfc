/** An OpenAPI document as it is in its files: values with their place, and the references between them. */
package dataactions.authoring.proposal.openapi.document;
