package dataactions.definition.envelope;

import java.util.Locale;
import java.util.Optional;

/** The form of an action's answer. Part of the contract. */
public enum AnswerForm {
    /** {@code {"status","data","error","errorCode","requestId"}}: every outcome is an answer. */
    ENVELOPE,
    /**
     * The outputs at the top level, for actions whose flows expect that. This form has no field for an outcome. The
     * outcome is an HTTP status, unless outputs read {@code $errorCode} or {@code $status}. A fault is answered with
     * the envelope.
     */
    FLAT;

    /** The word in a definition. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The form with that word; empty if there is none. */
    public static Optional<AnswerForm> of(String word) {
        for (AnswerForm form : values()) {
            if (form.word().equals(word)) {
                return Optional.of(form);
            }
        }
        return Optional.empty();
    }
}
