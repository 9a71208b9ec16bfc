package dataactions.registrar.checks;

import dataactions.registrar.invocation.Failure;

/** Puts a text from another system on one line, for a message. */
final class OneLine {
    private static final int LONGEST = 160;

    private OneLine() {}

    /** Without control characters. */
    static String of(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    }

    /** The same, cut between two words if it is long. */
    static String shortened(String text) {
        return Failure.shortened(of(text), LONGEST);
    }
}
