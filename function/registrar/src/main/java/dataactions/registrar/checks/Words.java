package dataactions.registrar.checks;

import dataactions.registrar.Failure;

/** The words of others, as far as a message has room for them. */
final class Words {
    private static final int MAX = 160;

    private Words() {}

    /** As one line without control characters. */
    static String oneLine(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    }

    /** As one line, cut between two words where it is long. */
    static String cut(String text) {
        return Failure.shortened(oneLine(text), MAX);
    }
}
