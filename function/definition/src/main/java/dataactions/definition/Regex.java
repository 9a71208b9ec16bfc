package dataactions.definition;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression (java.util.regex) that the whole value must match, so that {@code ^} and {@code $} are not
 * needed and a trailing line feed cannot slip through. Equal when its text is.
 */
public final class Regex {
    private final String text;
    private final Pattern pattern;

    private Regex(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /**
     * Compiles it.
     *
     * @throws IllegalArgumentException saying what is wrong and where
     */
    public static Regex of(String text) {
        try {
            return new Regex(text, Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a regular expression: " + e.getDescription()
                    + (e.getIndex() < 0 ? "" : " at column " + (e.getIndex() + 1)));
        }
    }

    /** The source text. */
    public String text() {
        return text;
    }

    /** Whether all of {@code value} matches; a value that exhausts the matcher's stack or patience does not. */
    boolean matches(String value) {
        try {
            return pattern.matcher(new Patient(value)).matches();
        } catch (StackOverflowError | OutOfPatience e) {
            return false;
        }
    }

    /**
     * A text that can be looked at only so often: a pattern such as {@code (a+)+b} looks at 30 characters a thousand
     * million times, and nothing else could stop it.
     */
    private static final class Patient implements CharSequence {
        private static final int LOOKS = 2_000_000;
        private final String text;
        private int looks;

        Patient(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > LOOKS) {
                throw new OutOfPatience();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class OutOfPatience extends RuntimeException {
        OutOfPatience() {
            super(null, null, false, false);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Regex regex && text.equals(regex.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
