/**
 * Calls of upstreams. Begin at {@link dataactions.handler.upstream.HttpUpstreamClient}: it repeats a call. {@code Attempt}
 * sends one request, {@code OutgoingRequest} builds it, {@code AnswerReader} reads the answer, {@code UpstreamCredentials}
 * has the secrets and tokens, {@code Watchdog} and {@code Abort} cancel, {@code Trace} records. Sockets and redirects are in
 * {@link dataactions.handler.http}; what a definition says about an upstream is in {@link
 * dataactions.definition.upstream}.
 */
package dataactions.handler.upstream;
