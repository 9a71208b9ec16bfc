package dataactions.cli.doctor;

/** The result of one check. */
public sealed interface Finding {
    /** What was checked, in two or three words. */
    String subject();

    /** What was seen, a clause or two. */
    String seen();

    /** What to do about it, a sentence; empty where nothing is to be done. */
    String remedy();

    /** The result in a word. */
    default String word() {
        if (this instanceof Good) {
            return "ok";
        }
        return this instanceof Failed ? "FAILED" : this instanceof Warning ? "warning" : "?";
    }

    /** It is as it has to be. */
    record Good(String subject, String seen) implements Finding {
        @Override
        public String remedy() {
            return "";
        }
    }

    /** A deployment would fail because of it, or the deployed actions would. */
    record Failed(String subject, String seen, String remedy) implements Finding {}

    /** A deployment succeeds all the same. */
    record Warning(String subject, String seen, String remedy) implements Finding {}

    /** It could not be checked. */
    record CannotTell(String subject, String seen, String remedy) implements Finding {}
}
