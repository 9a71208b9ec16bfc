package dataactions.authoring.proposal.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What an operation has and the definition will not have: one sentence each, for the author. */
final class Notes {
    /** The most notes. Nobody would read more. */
    private static final int MOST = 30;

    /** How many names one note has. */
    private static final int MOST_NAMES = 12;

    private final Set<String> notes = new LinkedHashSet<>();
    /** The names to which one sentence applies. */
    private final Map<String, Set<String>> groups = new LinkedHashMap<>();

    void add(String note) {
        notes.add(note);
    }

    /** @param reason the end of a sentence that begins with "Left out, because" */
    void leftOut(String name, String reason) {
        group("Left out, because " + reason, name);
    }

    /** Adds the name to the note that has this sentence. */
    void group(String sentence, String name) {
        groups.computeIfAbsent(sentence, any -> new LinkedHashSet<>()).add(name);
    }

    List<String> all() {
        List<String> all = new ArrayList<>(notes);
        groups.forEach((sentence, names) -> all.add(sentence + ": "
                + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more." : ".")));
        if (all.size() <= MOST) {
            return all;
        }
        List<String> first = new ArrayList<>(all.subList(0, MOST));
        first.add("And " + (all.size() - MOST) + " more like these.");
        return first;
    }
}
