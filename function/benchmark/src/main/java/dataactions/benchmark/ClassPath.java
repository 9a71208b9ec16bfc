package dataactions.benchmark;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.Set;

/** Class paths for child processes, made of where this process has its own classes from. */
public final class ClassPath {
    private ClassPath() {}

    /** The jars or folders that hold these classes. */
    public static String of(String... classes) {
        Set<String> places = new LinkedHashSet<>();
        for (String name : classes) {
            try {
                CodeSource source = Class.forName(name, false, ClassPath.class.getClassLoader())
                        .getProtectionDomain()
                        .getCodeSource();
                places.add(Path.of(source.getLocation().toURI()).toString());
            } catch (ClassNotFoundException | URISyntaxException e) {
                throw new BenchmarkException("The benchmark is incomplete: " + name + " is not on its class path. Build"
                        + " it with: mvn -DskipTests -pl function/benchmark -am package");
            }
        }
        return String.join(File.pathSeparator, places);
    }

    public static String join(Object... places) {
        StringBuilder path = new StringBuilder();
        for (Object place : places) {
            path.append(path.isEmpty() ? "" : File.pathSeparator).append(place);
        }
        return path.toString();
    }
}
