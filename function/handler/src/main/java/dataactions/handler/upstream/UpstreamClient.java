package dataactions.handler.upstream;

import dataactions.definition.Allowance;
import dataactions.definition.ErrorCode;
import dataactions.definition.Retry;
import dataactions.definition.UpstreamRequest;
import dataactions.definition.UpstreamResponse;
import dataactions.definition.upstream.Upstream;
import java.time.Duration;
import java.util.Map;

/** The way to the upstreams. */
public interface UpstreamClient {
    /**
     * Sends a request, with the upstream's credentials, as often as {@code retry} allows, and waits for the whole
     * answer: at most for {@code timeout}, everything included. Never throws for anything an upstream or a network can
     * do.
     *
     * @throws ConfigurationException when a secret of the upstream has another form than its auth needs
     * @throws dataactions.secrets.AwsException when it cannot be read
     */
    Exchange send(Call call);

    /** Whether further calls will end in time; asked after an error that may have left something broken. */
    default boolean isSound() {
        return true;
    }

    /**
     * What is to be done.
     *
     * @param readsErrorBody whether the body of an answer that is no 2xx matters
     * @param forwarded headers of our caller to pass on, where the request has none of that name
     * @param timeout of all attempts together
     * @param allowance the memory that the answer's tree is taken from
     * @param abort gives the call up
     * @param trace takes what is sent and received, or null: no live call has one
     */
    record Call(
            Upstream upstream,
            UpstreamRequest request,
            Retry retry,
            boolean readsErrorBody,
            Map<String, String> forwarded,
            Duration timeout,
            Allowance allowance,
            Abort abort,
            Trace trace) {
        /** One that is not traced. */
        public Call(
                Upstream upstream,
                UpstreamRequest request,
                Retry retry,
                boolean readsErrorBody,
                Map<String, String> forwarded,
                Duration timeout,
                Allowance allowance,
                Abort abort) {
            this(upstream, request, retry, readsErrorBody, forwarded, timeout, allowance, abort, null);
        }
    }

    /** How an exchange ended. */
    sealed interface Exchange {
        Traffic traffic();
    }

    /**
     * With an answer, of whatever status.
     *
     * @param response its body is null where it is empty, or of no 2xx and not wanted or not JSON
     */
    record Answered(UpstreamResponse response, Traffic traffic) implements Exchange {}

    /**
     * Without one that can be used.
     *
     * @param message for the caller: our own words, nothing of the upstream's
     */
    record Failed(ErrorCode code, String message, Traffic traffic) implements Exchange {}

    /**
     * What it took.
     *
     * @param status the upstream's, or 0 when it gave none
     * @param attempts how often it was asked
     * @param bytes of the last body, after decompression
     */
    record Traffic(int status, int attempts, long bytes) {}
}
