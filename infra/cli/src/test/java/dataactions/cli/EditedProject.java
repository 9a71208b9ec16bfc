package dataactions.cli;

import dataactions.authoring.Contracts;
import dataactions.authoring.DefinitionException;
import dataactions.testkit.SampleProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sample project, whose contracts are recorded in this process. */
public final class EditedProject extends SampleProject {
    public EditedProject(Path root) throws IOException {
        super(Files.createDirectories(root));
    }

    /** What a person may do with the contracts of this project. */
    public Contracts contracts() {
        return new Contracts(actions(), line -> {});
    }

    @Override
    public void record() throws IOException {
        try {
            contracts().record();
        } catch (DefinitionException e) {
            throw new Refused(e.getMessage());
        }
    }
}
