package dataactions.authoring.proposal.openapi;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What an operation has and the definition will not have: one sentence each, for the author. */
final class Notes {
    /** More would not be read. */
    private static final int MOST = 30;

    private final Set<String> notes = new LinkedHashSet<>();

    void add(String note) {
        notes.add(note);
    }

    List<String> all() {
        if (notes.size() <= MOST) {
            return List.copyOf(notes);
        }
        List<String> first = new ArrayList<>(notes.stream().limit(MOST).toList());
        first.add("And " + (notes.size() - MOST) + " more like these.");
        return first;
    }
}
