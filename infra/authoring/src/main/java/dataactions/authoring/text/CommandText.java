package dataactions.authoring.text;

/** The commands that a message tells a person to type. */
public final class CommandText {
    /** The command of this project. */
    public static final String RUN = "./data-actions";

    private CommandText() {}

    /** The name of an action as an argument. */
    public static String quoted(String name) {
        return name.indexOf(' ') < 0 ? name : "\"" + name + "\"";
    }
}
