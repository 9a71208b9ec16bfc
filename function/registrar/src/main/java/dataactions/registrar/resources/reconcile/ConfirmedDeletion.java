package dataactions.registrar.resources.reconcile;

import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Deletes an object and reads until it is gone. An object that is not there counts as deleted. */
public final class ConfirmedDeletion {
    private static final int ATTEMPTS = 3;
    /** As long as Terraform's provider waits. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private ConfirmedDeletion() {}

    public static void of(String noun, Waiting waiting, Runnable delete, BooleanSupplier isGone) {
        for (int attempt = 1; ; attempt++) {
            try {
                delete.run();
                break;
            } catch (Failure e) {
                // After a time-out the object may be deleted or not. A 404 may come from a replica that does not know
                // the object yet. So the registrar reads before it believes either.
                boolean unsure = e.kind() == Kind.NOT_FOUND || e.kind() == Kind.UNKNOWN_OUTCOME;
                if (unsure && isGone.getAsBoolean()) {
                    return;
                }
                if (e.kind() == Kind.NOT_FOUND && attempt == ATTEMPTS) {
                    break;
                }
                if (e.kind() != Kind.NOT_FOUND && e.kind() != Kind.CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
            waiting.pause(Duration.ofSeconds(attempt), "deleting the " + noun);
        }
        Optional<Boolean> gone = waiting.until(
                LONGEST,
                "waiting for the " + noun + " to be gone",
                () -> isGone.getAsBoolean() ? Optional.of(true) : Optional.empty());
        if (gone.isEmpty()) {
            throw Failure.of(
                    Kind.REFUSED,
                    "Genesys accepted the deletion of the " + noun + " but still shows it after " + LONGEST.toSeconds()
                            + " s.",
                    "Wait a minute and delete the stack again.");
        }
    }
}
