package dataactions.handler.upstream;

import dataactions.definition.Allowance;
import dataactions.definition.ErrorCode;
import dataactions.definition.Retry;
import dataactions.definition.UpstreamRequest;
import dataactions.definition.UpstreamResponse;
import dataactions.definition.upstream.Upstream;
import java.time.Duration;
import java.util.Map;

/** Calls upstreams. */
public interface UpstreamClient {
    /**
     * Sends a request with the upstream's credentials, as often as {@code retry} allows, and waits for the whole
     * answer, in all no longer than {@code timeout}. Throws for nothing that an upstream or a network can do.
     *
     * @throws InvalidConfigurationException when the upstream's secret does not have the form that its auth needs
     * @throws dataactions.secrets.AwsException when the secret cannot be read
     */
    Exchange send(Call call);

    /** Whether further calls will end in time. To be asked after an error that may have broken something. */
    default boolean isSound() {
        return true;
    }

    /**
     * One request and the rules for sending it.
     *
     * @param readsErrorBody whether the body of an answer other than 2xx is needed
     * @param forwarded headers of the caller, sent on where the request has none of that name
     * @param timeout of all attempts together
     * @param allowance gives the memory of the answer's JSON tree
     * @param abort cancels the call
     * @param trace records the exchanges; null outside a local deployment
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
        /** A call without a trace. */
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

    /** The end of an exchange. */
    sealed interface Exchange {
        Traffic traffic();
    }

    /**
     * An answer of any status.
     *
     * @param response the body is null where it is empty; also where the status is not 2xx, and the body is not needed
     *     or not JSON
     */
    record Answered(UpstreamResponse response, Traffic traffic) implements Exchange {}

    /**
     * No answer, or none that can be used.
     *
     * @param message for the caller; quotes nothing of the upstream's
     */
    record Failed(ErrorCode code, String message, Traffic traffic) implements Exchange {}

    /**
     * The numbers of an exchange.
     *
     * @param status the upstream's, or 0 without an answer
     * @param attempts how many requests were sent
     * @param bytes the size of the last body, after decompression
     */
    record Traffic(int status, int attempts, long bytes) {}
}
