package dataactions.cli;

import dataactions.authoring.Contracts;
import dataactions.testkit.SampleProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sample project, with its contracts. */
public final class TestProject extends SampleProject {
    public TestProject(Path root) throws IOException {
        super(Files.createDirectories(root), definitions -> new Contracts(definitions, line -> {}).record());
    }

    /** The contracts of this project, and what a person may do with them. */
    public Contracts contracts() {
        return new Contracts(actions(), line -> {});
    }
}
