package dataactions.registrar.checks;

import dataactions.registrar.cloudformation.Properties;

/** One of the two ways to carry out checks. */
public interface CheckRunner {
    /** What the physical id of its resource begins with. */
    String prefix();

    /** Reads and checks its own properties. */
    Prepared prepare(Properties properties);

    /** A runner that knows what to call. */
    interface Prepared {
        CheckResult run(Check check);

        /**
         * What the physical id says after all checks have passed: the digest, and what else the runner called. Letters,
         * digits and hyphens.
         */
        default String subject(String digest) {
            return digest;
        }
    }
}
