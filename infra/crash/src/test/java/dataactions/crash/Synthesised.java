package dataactions.crash;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.Project;
import java.nio.file.Path;
import java.util.Set;

/** This project's own template with five actions, synthesised once, and what is derived from it. */
record Synthesised(ObjectNode five, ObjectNode one) {
    static Synthesised in(Path folder) throws Exception {
        ObjectNode five = Project.withCopies(folder, 5);
        return new Synthesised(five, Templates.only(five, Set.of("FetchUser")));
    }
}
