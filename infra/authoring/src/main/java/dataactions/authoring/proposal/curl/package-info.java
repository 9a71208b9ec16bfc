/** Reads curl commands. {@link dataactions.authoring.proposal.curl.CurlLine} is the entry. */
package dataactions.authoring.proposal.curl;
