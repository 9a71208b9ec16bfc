/** Proposes the request of a definition for a call that a curl line or a URL writes out. */
package dataactions.authoring.proposal.call;
