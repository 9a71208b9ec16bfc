package dataactions.definition;

import java.util.Locale;
import java.util.Optional;

/** What an action's answer looks like to a flow. Part of the contract. */
public enum AnswerForm {
    /** {@code {"status","data","error","errorCode","requestId"}}: every outcome is an answer. */
    ENVELOPE,
    /**
     * The outputs at the top level, for actions whose flows expect that. An outcome has no place there: it is an HTTP
     * status of its own, unless outputs name {@code $errorCode} or {@code $status}. Faults are as in the envelope.
     */
    FLAT;

    /** As definitions write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The form of that word, if there is one. */
    public static Optional<AnswerForm> of(String word) {
        for (AnswerForm form : values()) {
            if (form.word().equals(word)) {
                return Optional.of(form);
            }
        }
        return Optional.empty();
    }
}
