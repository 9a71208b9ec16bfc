package dataactions.benchmark.part;

/** What the runtime interface client, with its native code, and /proc have in common. */
final class Linux {
    static final String NEEDED = "the runtime interface client runs on Linux only";

    private Linux() {}

    static boolean isHere() {
        return System.getProperty("os.name").equals("Linux");
    }
}
