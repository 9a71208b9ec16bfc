package dataactions.registrar.checks;

import dataactions.registrar.cloudformation.Properties;

/** How one check is carried out. */
public interface CheckRunner {
    /** What the check's physical id begins with. */
    String prefix();

    /** Reads and checks the properties of its own. */
    void prepare(Properties properties);

    Verdict run(Check check);

    /**
     * What is proved when all checks pass: the digest, and what else the runner called, as of {@link #prepare}. Letters,
     * digits and hyphens.
     */
    default String subject(String digest) {
        return digest;
    }
}
