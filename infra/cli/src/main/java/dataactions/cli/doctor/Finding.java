package dataactions.cli.doctor;

/** What one check came to. */
public sealed interface Finding {
    /** What was checked, in two or three words. */
    String subject();

    /** What was seen, a clause or two. */
    String seen();

    /** It is as it has to be. */
    record Good(String subject, String seen) implements Finding {}

    /**
     * A deployment would fail over it, or what it deploys would.
     *
     * @param remedy what to do about it, a sentence
     */
    record Failed(String subject, String seen, String remedy) implements Finding {}

    /**
     * A deployment goes well all the same.
     *
     * @param remedy what to do about it, a sentence
     */
    record Warning(String subject, String seen, String remedy) implements Finding {}

    /**
     * It could not be looked at.
     *
     * @param remedy how it could be told, a sentence
     */
    record CannotTell(String subject, String seen, String remedy) implements Finding {}
}
