package dataactions.registrar.checks;

import java.util.ArrayList;
import java.util.List;

/**
 * The digests that passed in the last two deployments, stored in the physical id of a check. An Update to one of them
 * calls nothing, so a rollback does not depend on an upstream. Two digests are needed: if a check has passed and the
 * deployment fails later, CloudFormation rolls the check back with an ordinary Update to the previous digest.
 */
record PassedDigests(String prefix, List<String> digests) {
    /** The digest in a physical id if no check has passed. */
    private static final String NONE = "unproved";

    /** Reads a physical id. Any other text holds no digest. */
    static PassedDigests of(String prefix, String physicalId) {
        String start = prefix + "-";
        if (physicalId == null || !physicalId.startsWith(start)) {
            return new PassedDigests(prefix, List.of());
        }
        List<String> digests =
                new ArrayList<>(List.of(physicalId.substring(start.length()).split("\\.")));
        digests.remove(NONE);
        return new PassedDigests(prefix, List.copyOf(digests));
    }

    boolean contains(String digest) {
        return digests.contains(digest);
    }

    /** This digest first, and then the previous first one. */
    PassedDigests with(String digest) {
        List<String> both = new ArrayList<>(List.of(digest));
        digests.stream().filter(it -> !it.equals(digest)).limit(1).forEach(both::add);
        return new PassedDigests(prefix, List.copyOf(both));
    }

    String physicalId() {
        return prefix + "-" + (digests.isEmpty() ? NONE : String.join(".", digests));
    }
}
