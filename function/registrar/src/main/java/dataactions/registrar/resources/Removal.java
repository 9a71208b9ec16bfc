package dataactions.registrar.resources;

import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Delete, then look until it is gone. */
final class Removal {
    private static final int TRIES = 3;

    private Removal() {}

    static void of(Runnable delete, Patience patience, Duration bound, String noun, BooleanSupplier gone) {
        for (int attempt = 1; ; attempt++) {
            try {
                delete.run();
                break;
            } catch (Failure e) {
                // A time-out says nothing about what happened, and a 404 may come from a replica that does not know the
                // object yet: look before believing either.
                boolean unsure = e.kind() == Kind.NOT_FOUND || e.kind() == Kind.UNKNOWN_OUTCOME;
                if (unsure && gone.getAsBoolean()) {
                    return;
                }
                if (e.kind() == Kind.NOT_FOUND && attempt == TRIES) {
                    break;
                }
                if (e.kind() != Kind.NOT_FOUND && e.kind() != Kind.CONFLICT || attempt == TRIES) {
                    throw e;
                }
            }
            patience.pause(Duration.ofSeconds(attempt), "deleting the " + noun);
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
