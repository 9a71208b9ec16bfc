package dataactions.handler.run;

import dataactions.definition.ActionRequest;
import java.util.function.UnaryOperator;

/**
 * A caller's request for an action that is in service.
 *
 * @param requestId the caller's own id for this request, or one that stands for it
 * @param headers the caller's, by a name in any case; null for one that is absent
 * @param isExplained whether the caller asks how the answer came about
 * @param isTraced whether the caller asks for the exchanges with upstreams, too
 */
public record ActionCall(
        PreparedAction action,
        ActionRequest request,
        String requestId,
        UnaryOperator<String> headers,
        boolean isExplained,
        boolean isTraced) {}
