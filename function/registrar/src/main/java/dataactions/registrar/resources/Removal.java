package dataactions.registrar.resources;

import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Delete, then look until it is gone. */
final class Removal {
    private Removal() {}

    static void of(Runnable delete, Patience patience, Duration bound, String noun, BooleanSupplier gone) {
        try {
            delete.run();
        } catch (Failure e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return;
            }
            // A time-out says nothing about what happened: look before believing it.
            if (e.kind() != Kind.UNKNOWN_OUTCOME || !gone.getAsBoolean()) {
                throw e;
            }
            return;
        }
        Optional<Boolean> seen = patience.until(
                bound,
                "waiting for the " + noun + " to be gone",
                () -> gone.getAsBoolean() ? Optional.of(true) : Optional.empty());
        if (seen.isEmpty()) {
            throw Failure.of(
                    Kind.REFUSED,
                    "Genesys accepted the deletion of the " + noun + " but still shows it after " + bound.toSeconds()
                            + " s.",
                    "Wait a minute and delete the stack again.");
        }
    }
}
