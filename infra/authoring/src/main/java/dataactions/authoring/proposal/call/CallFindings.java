package dataactions.authoring.proposal.call;

import dataactions.authoring.proposal.Credential;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.UniqueNames;
import dataactions.definition.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all parts of one call have in common: the names of its inputs, its credential, and the notes. */
final class CallFindings {
    private final UniqueNames names = UniqueNames.ofInputs();
    private final List<String> notes = new ArrayList<>();
    private Credential credential;

    UniqueNames names() {
        return names;
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    /** Notes that a personal or long text is no input. The note does not quote the text. */
    void stays(String member) {
        note("The value of " + member + " stands in the definition as it is. Read it before you commit it.");
    }

    List<String> notes() {
        return notes;
    }

    /** Keeps the first credential. The callers pass the likeliest one first. */
    void prove(Credential next) {
        if (credential == null) {
            credential = next;
        } else {
            note("The call has more than one credential. An upstream has one auth: " + credential + " is kept, and "
                    + next + " is left out.");
        }
    }

    Optional<Credential> credential() {
        return Optional.ofNullable(credential);
    }

    /** An input for a placeholder, whose value and type are unknown. */
    Piece unknown(String word, boolean isRequired) {
        return new Piece.FromInput(
                new ProposedInput(names.unique(word), ValueType.STRING, isRequired, Optional.empty(), "", Map.of()));
    }
}
