package dataactions.handler;

import dataactions.definition.ErrorCode;
import dataactions.definition.UpstreamRequest;
import dataactions.definition.UpstreamResponse;
import java.time.Duration;

/** The way to the upstreams. */
interface UpstreamClient {
    /**
     * Sends one request and waits for the whole answer, at most for {@code timeout}, connecting and reading included.
     * Never throws for anything an upstream or a network can do.
     */
    Exchange send(Upstream upstream, UpstreamRequest request, Duration timeout);

    /** How an exchange ended. */
    sealed interface Exchange {}

    /**
     * With an answer.
     *
     * @param response its body is read only for 2xx; nobody needs another one's
     * @param bytes of the body, after decompression
     */
    record Answered(UpstreamResponse response, long bytes) implements Exchange {}

    /**
     * Without one that can be used.
     *
     * @param message for the caller: our own words, nothing of the upstream's
     * @param status the upstream's, or 0 when it gave none
     */
    record Failed(ErrorCode code, String message, int status) implements Exchange {}
}
