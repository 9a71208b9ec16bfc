package dataactions.definition.expression;

/**
 * A text that counts how often its characters are read. On 30 characters, a pattern such as {@code (a+)+b} makes a
 * thousand million reads. Only this count can stop it.
 */
final class CountedText implements CharSequence {
    private final String text;
    private final Counter counter;
    private int looks;

    /** Called once for every {@value #PORTION} reads; throws if there were too many. */
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
