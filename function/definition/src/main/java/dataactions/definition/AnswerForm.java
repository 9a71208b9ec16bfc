package dataactions.definition;

import java.util.Locale;
import java.util.Optional;

/** The form of an action's answer. Part of the contract. */
public enum AnswerForm {
    /** {@code {"status","data","error","errorCode","requestId"}}: every outcome is an answer. */
    ENVELOPE,
    /**
     * The outputs at the top level, for actions whose flows expect that. This form has no field for an outcome: it is
     * an HTTP status, unless outputs read {@code $errorCode} or {@code $status}. Faults have the envelope.
     */
    FLAT;

    /** The word in a definition. */
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
