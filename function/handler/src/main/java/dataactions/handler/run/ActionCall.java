package dataactions.handler.run;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A caller's call of an action that is in service.
 *
 * @param data the inputs by name, as the caller sent them
 * @param requestId the caller's own id for this request; if the caller sent none, a substitute
 * @param headers finds a header of the caller by its name in any case; null for an absent header
 * @param isExplained whether the caller asks how the answer was made, and may ask
 * @param isTraced whether the caller also asks for the exchanges with upstreams, and may ask
 */
public record ActionCall(
        PreparedAction action,
        Map<String, Object> data,
        String requestId,
        UnaryOperator<String> headers,
        boolean isExplained,
        boolean isTraced) {}
