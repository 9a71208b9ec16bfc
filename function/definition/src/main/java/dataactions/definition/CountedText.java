package dataactions.definition;

/**
 * A text that reports each look at one of its characters: a pattern such as {@code (a+)+b} looks at 30 characters a
 * thousand million times, and nothing else could stop it.
 */
final class CountedText implements CharSequence {
    private final String text;
    private final Counter counter;
    private int looks;

    /** Is told of every {@value #PORTION} looks; throws where that is enough. */
    interface Counter {
        void looked(int times);
    }

    static final int PORTION = 1024;

    CountedText(String text, Counter counter) {
        this.text = text;
        this.counter = counter;
    }

    @Override
    public char charAt(int index) {
        if (++looks == PORTION) {
            looks = 0;
            counter.looked(PORTION);
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
