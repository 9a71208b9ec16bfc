package dataactions.registrar.genesys.calls;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Sends calls to the Genesys Cloud API. {@link SdkCalls} does it with the SDK. The other implementations wrap another
 * one: {@link RetryingCalls} repeats, {@link ReadOnlyCalls} refuses writes. To connect late, use a lambda that creates
 * its target at the first call.
 */
@FunctionalInterface
public interface GenesysCalls {
    /**
     * Sends one request.
     *
     * @return the answer's body: JSON, or a text node for {@link GenesysRequest.Kind#READ_TEXT}; a missing node for an empty body
     * @throws dataactions.registrar.invocation.Failure for every answer but 2xx, and when there is no answer
     */
    JsonNode send(GenesysRequest request);
}
