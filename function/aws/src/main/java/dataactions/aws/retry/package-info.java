/**
 * Repeats a call: how often, with which pauses, and until when. Calls of AWS, the table of jobs and the registrar's calls of
 * Genesys use it. Calls of upstreams do not: their loop is in the handler's {@code HttpUpstreamClient}.
 */
package dataactions.aws.retry;
