package dataactions.registrar.genesys.calls;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The one way to call the Genesys Cloud API. {@link SdkCalls} sends; the other implementations wrap another one: {@link
 * RetryingCalls} repeats, {@link ReadOnlyCalls} refuses writes. A lambda that makes its target at the first call connects
 * late.
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
