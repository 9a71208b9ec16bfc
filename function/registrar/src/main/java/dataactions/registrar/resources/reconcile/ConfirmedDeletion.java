package dataactions.registrar.resources.reconcile;

import dataactions.aws.retry.RetryPolicy;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Deletes an object and reads it until it is gone. An object that does not exist counts as deleted. */
public final class ConfirmedDeletion {
    private static final RetryPolicy ATTEMPTS = RetryPolicy.linear(3, Duration.ofSeconds(1));
    /** The same time that Terraform's provider waits. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private ConfirmedDeletion() {}

    public static void run(String noun, GenesysWait waiting, Runnable delete, BooleanSupplier isGone) {
        try {
            waiting.repeat(
                    ATTEMPTS,
                    "deleting the " + noun,
                    () -> deleteOrFindGone(delete, isGone),
                    kind -> kind == Kind.NOT_FOUND || kind == Kind.CONFLICT);
        } catch (Failure e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
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
                    "Wait a minute, then deploy again.");
        }
    }

    /**
     * Handles two unclear answers. After a time-out it is unknown whether the object was deleted. A 404 may come from a
     * replica that does not know the object yet. So the registrar reads the object before it decides.
     */
    private static void deleteOrFindGone(Runnable delete, BooleanSupplier isGone) {
        try {
            delete.run();
        } catch (Failure e) {
            boolean unsure = e.kind() == Kind.NOT_FOUND || e.kind() == Kind.UNKNOWN_OUTCOME;
            if (!unsure || !isGone.getAsBoolean()) {
                throw e;
            }
        }
    }
}
