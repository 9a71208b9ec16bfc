package dataactions.cli;

/** The exit status of every command. */
public final class ExitStatus {
    public static final int DONE = 0;
    /** Failed, refused, or wrong usage. */
    public static final int FAILED = 1;
    /** The command succeeded, and a person should read its output. */
    public static final int LOOK = 2;

    /** The text about exit statuses in the help of every command. */
    static final String[] HELP = {
        "",
        "Exit status: 0 done; 1 failed, refused or wrong usage; 2 done, and there is something to look at",
        "(changes, an outcome with status \"error\" or \"pending\", something that could not be checked)."
    };

    private ExitStatus() {}
}
