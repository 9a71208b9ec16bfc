package dataactions.registrar.checks;

import java.util.ArrayList;
import java.util.List;

/**
 * The physical id of a check: what it has proved. An Update to a digest that it holds calls nothing, so that a rollback
 * does not depend on the outside. It holds the digest before the last too: CloudFormation rolls a check that passed
 * back to the digest before, by an Update that looks like any other.
 */
record Proof(String prefix, List<String> digests) {
    /** What a check that has passed nothing is called. */
    private static final String NONE = "unproved";

    /** Reads a physical id; any text that is not one proves nothing. */
    static Proof of(String prefix, String physicalId) {
        String start = prefix + "-";
        if (physicalId == null || !physicalId.startsWith(start)) {
            return new Proof(prefix, List.of());
        }
        List<String> digests =
                new ArrayList<>(List.of(physicalId.substring(start.length()).split("\\.")));
        digests.remove(NONE);
        return new Proof(prefix, List.copyOf(digests));
    }

    boolean holds(String digest) {
        return digests.contains(digest);
    }

    /** With this digest in front, and the one that was there behind it. */
    Proof passed(String digest) {
        List<String> both = new ArrayList<>(List.of(digest));
        digests.stream().filter(it -> !it.equals(digest)).limit(1).forEach(both::add);
        return new Proof(prefix, List.copyOf(both));
    }

    String physicalId() {
        return prefix + "-" + (digests.isEmpty() ? NONE : String.join(".", digests));
    }
}
