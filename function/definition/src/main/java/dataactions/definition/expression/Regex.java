package dataactions.definition.expression;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression (java.util.regex) that a whole value must match: {@code ^} and {@code $} are not needed, and a
 * line feed at the end does not pass. Two are equal when their texts are.
 */
public final class Regex {
    private static final int MAX_LOOKS = 2_000_000;
    /**
     * The most repetitions of a part. A repetition that matches an empty text reads no character, so reads cannot limit
     * it.
     */
    static final long MAX_REPETITIONS = 1_000_000;

    private final String text;
    private final Pattern pattern;
    private final boolean isRefused;

    private Regex(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
        this.isRefused = repeatsTooOften(pattern);
    }

    /**
     * Compiles the text.
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

    /**
     * Why a new definition must not use the expression; null if it may. In a compiled definition such an expression
     * matches nothing.
     */
    public String refusal() {
        return isRefused
                ? "repeats its parts more than a million times, and no time limit could stop it; expected smaller numbers in {}"
                : null;
    }

    /**
     * Whether a pattern has so many repetitions that {@link CountedText} could not stop it: {@code (){2000000000}}
     * reads no character.
     */
    static boolean repeatsTooOften(Pattern pattern) {
        String text = pattern.pattern();
        Deque<Long> outer = new ArrayDeque<>();
        long inGroup = 0;
        long last = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                outer.push(inGroup);
                inGroup = 0;
            } else if (c == ')' && !outer.isEmpty()) {
                last = Math.max(1, inGroup);
                inGroup = outer.pop() + last;
            } else if (c == '{') {
                long count = number(text, i + 1);
                inGroup += last * Math.max(0, count - 1);
                last *= Math.max(1, count);
            } else {
                i += c == '\\' ? 1 : 0;
                last = 1;
                inGroup++;
            }
            if (inGroup > MAX_REPETITIONS) {
                return true;
            }
        }
        return false;
    }

    private static long number(String text, int from) {
        long number = 0;
        for (int i = from; i < text.length() && Character.isDigit(text.charAt(i)) && number <= MAX_REPETITIONS; i++) {
            number = number * 10 + Character.digit(text.charAt(i), 10);
        }
        return number;
    }

    /** The source text. */
    public String text() {
        return text;
    }

    /** Whether all of {@code value} matches. False if the matcher exhausts its stack or its limit of reads. */
    public boolean matches(String value) {
        if (isRefused) {
            return false;
        }
        int[] left = {MAX_LOOKS};
        CountedText text = new CountedText(value, times -> {
            left[0] -= times;
            if (left[0] < 0) {
                throw new OutOfPatience();
            }
        });
        try {
            return pattern.matcher(text).matches();
        } catch (StackOverflowError | OutOfPatience e) {
            return false;
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
