/**
 * Proposes a definition for a call of an API: inputs, outputs, errors, and the upstream's auth. A source (a curl line, a
 * URL, an OpenAPI file) becomes an {@link dataactions.authoring.proposal.ApiCall}; an answer of the API becomes outputs.
 */
package dataactions.authoring.proposal;
