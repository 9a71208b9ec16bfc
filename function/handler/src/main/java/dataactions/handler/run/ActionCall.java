package dataactions.handler.run;

import dataactions.definition.envelope.ActionRequest;
import java.util.function.UnaryOperator;

/**
 * A caller's request for an action that is in service.
 *
 * @param requestId the caller's own id for this request; if the caller sent none, a substitute
 * @param headers finds a header of the caller by its name in any case; null for an absent header
 * @param isExplained whether the caller asks how the answer was made
 * @param isTraced whether the caller also asks for the exchanges with upstreams
 */
public record ActionCall(
        PreparedAction action,
        ActionRequest request,
        String requestId,
        UnaryOperator<String> headers,
        boolean isExplained,
        boolean isTraced) {}
