package dataactions.cli.doctor;

import java.util.function.Supplier;

/** Prints what the command waits for. */
@FunctionalInterface
public interface Waiting {
    <T> T during(String what, Supplier<T> work);
}
