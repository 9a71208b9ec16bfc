package dataactions.handler.upstream;

import dataactions.definition.Retry;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.Allowance;
import java.time.Duration;
import java.util.Map;

/** Calls upstreams. */
public interface UpstreamClient {
    /**
     * Sends a request with the upstream's credentials, as often as {@code retry} allows, and waits for the whole
     * answer. All attempts together take no longer than {@code timeout}. A failure of the upstream or of the network is
     * never thrown.
     *
     * @throws InvalidConfigurationException when the upstream's secret does not have the form that its auth needs
     * @throws dataactions.aws.AwsException when the secret cannot be read
     */
    CallResult send(Call call);

    /** Whether the client can still enforce timeouts. Called after an error that may have broken something. */
    default boolean isSound() {
        return true;
    }

    /**
     * One request and the rules for sending it.
     *
     * @param retry of {@link dataactions.definition.Step#effectiveRetry}: without a retry in the definition, that of the
     *     method; never for a status that the step's {@code errors} declare
     * @param readsErrorBody whether the body of an answer other than 2xx is needed
     * @param declares401 whether the definition gives the status 401 a meaning of its own
     * @param forwarded headers of the caller; one is sent only if the request does not have a header of that name
     * @param timeout of all attempts together
     * @param allowance the answer's JSON tree takes its memory from it
     * @param abort cancels the call
     * @param trace records the exchanges; null outside a local deployment
     */
    record Call(
            Upstream upstream,
            UpstreamRequest request,
            Retry retry,
            boolean readsErrorBody,
            boolean declares401,
            Map<String, String> forwarded,
            Duration timeout,
            Allowance allowance,
            Abort abort,
            Trace trace) {
        /** A call without a trace, of a definition that does not declare 401. */
        public Call(
                Upstream upstream,
                UpstreamRequest request,
                Retry retry,
                boolean readsErrorBody,
                Map<String, String> forwarded,
                Duration timeout,
                Allowance allowance,
                Abort abort) {
            this(upstream, request, retry, readsErrorBody, false, forwarded, timeout, allowance, abort, null);
        }
    }

    /** The result of a call, or of one attempt. */
    sealed interface CallResult {
        Traffic traffic();
    }

    /**
     * An answer of any status.
     *
     * @param response its body is null if the answer's body is empty. Its body is also null if the status is not 2xx
     *     and the body is not needed or is not JSON
     */
    record Answered(UpstreamResponse response, Traffic traffic) implements CallResult {}

    /**
     * No answer, or an answer that cannot be used.
     *
     * @param message for the caller; quotes nothing that the upstream sent
     */
    record Failed(ErrorCode code, String message, Traffic traffic) implements CallResult {}

    /**
     * The numbers of an exchange.
     *
     * @param status the upstream's, or 0 without an answer
     * @param attempts the number of the last attempt, as {@code retry} counts them
     * @param bytes the size of the last body, after decompression
     */
    record Traffic(int status, int attempts, long bytes) {}
}
