/**
 * Proposes the request of a definition for one call that is written out: a curl line (read by {@code proposal.curl}) or a
 * URL.
 */
package dataactions.authoring.proposal.call;
