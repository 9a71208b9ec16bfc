package dataactions.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import java.nio.file.Files;
import java.nio.file.Path;

/** Templates of the sample project, for tests in other packages. */
public final class Projects {
    private Projects() {}

    /** Synthesises the sample project as it is. */
    public static CloudAssembly assembly(Path folder) throws Exception {
        return new Project(Files.createDirectories(folder)).synthesise();
    }

    /**
     * Synthesises the sample project with more actions than it has.
     *
     * @param actions how many there are to be: its own, and copies of FetchUser under other names
     */
    public static ObjectNode withCopies(Path folder, int actions) throws Exception {
        Project project = new Project(Files.createDirectories(folder));
        Path definitions = folder.resolve("function/actions");
        String original = Files.readString(definitions.resolve("fetch-user.yaml"));
        int own;
        try (var files = Files.list(definitions)) {
            own = (int) files.filter(file -> file.toString().endsWith(".yaml")).count();
        }
        for (int copy = own + 1; copy <= actions; copy++) {
            String name = "FetchUser" + (char) ('A' + copy % 26) + (copy / 26 == 0 ? "" : (char) ('a' + copy / 26));
            Files.writeString(
                    definitions.resolve("copy-" + copy + ".yaml"),
                    original.replaceFirst("(?m)^name: FetchUser\\b", "name: " + name));
        }
        return (ObjectNode) project.synthesise().template();
    }
}
