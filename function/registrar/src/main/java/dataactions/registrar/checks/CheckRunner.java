package dataactions.registrar.checks;

import dataactions.registrar.cloudformation.Properties;

/** One of the two ways to carry out checks. */
public interface CheckRunner {
    /** The prefix of the physical id of its resource. */
    String prefix();

    /** Reads and checks its own properties. */
    Prepared prepare(Properties properties);

    /** A runner that has read its own properties. */
    interface Prepared {
        CheckResult run(DeploymentCheck check);

        /**
         * The text that is stored in the physical id after all checks have passed: the digest, and an identification of
         * the called objects. Letters, digits and hyphens.
         */
        default String subject(String digest) {
            return digest;
        }
    }
}
