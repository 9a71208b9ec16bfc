package dataactions.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * How a measured JVM is started.
 *
 * @param name for the report
 * @param options of the {@code java} command, the class path excepted
 */
public record JavaOptions(String name, List<String> options) {
    /** 85 % of the 512 MiB that a function has by default. */
    private static final String HEAP = "-Xmx435m";

    /**
     * As Lambda's java25 starts a function without SnapStart: the client compiler and the serial collector. Source: AWS
     * Lambda developer guide, "Customize Java runtime startup behavior".
     */
    public static JavaOptions onDemand(Jdk jdk) {
        List<String> options = lambda(jdk);
        options.add("-XX:TieredStopAtLevel=1");
        return new JavaOptions("Lambda, C1", options);
    }

    /** As with SnapStart: all compilers, since what they did survives in the snapshot. Source: as above. */
    public static JavaOptions snapStart(Jdk jdk) {
        return new JavaOptions("Lambda, SnapStart", lambda(jdk));
    }

    /** As the JVM itself chooses. */
    public static JavaOptions defaults() {
        return new JavaOptions("JVM defaults", List.of());
    }

    private static List<String> lambda(Jdk jdk) {
        List<String> options = new ArrayList<>(List.of(HEAP, "-XX:+UseSerialGC", "-Xshare:auto"));
        if (jdk.feature() >= 24) {
            // Without these the runtime interface client's native part costs three lines of warning at every start.
            options.add("--enable-native-access=ALL-UNNAMED");
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }

    /** The same with a heap of another size. */
    public JavaOptions withHeap(String size) {
        List<String> changed = new ArrayList<>(options);
        changed.removeIf(option -> option.startsWith("-Xmx"));
        changed.add("-Xmx" + size);
        return new JavaOptions(name + ", heap " + size, changed);
    }
}
