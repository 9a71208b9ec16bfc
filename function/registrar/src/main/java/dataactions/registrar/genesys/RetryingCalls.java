package dataactions.registrar.genesys;

import com.fasterxml.jackson.databind.JsonNode;

/** Puts the {@link RetryPolicy} around every call. {@link Request.Kind} says which calls may be repeated. */
public record RetryingCalls(GenesysCalls target, RetryPolicy policy) implements GenesysCalls {
    @Override
    public JsonNode send(Request request) {
        return request.kind().repeatable()
                ? policy.repeatable(request.operation(), () -> target.send(request))
                : policy.once(request.operation(), () -> target.send(request));
    }
}
