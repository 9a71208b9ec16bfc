package dataactions.cli.frontdoor;

import dataactions.cli.Main;
import dataactions.cli.ProjectEnvironments;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import dataactions.infra.environment.FrontDoors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps the front doors of the environments in {@code environments.lock.json}. */
public final class FrontDoorRecord {
    private FrontDoorRecord() {}

    /**
     * Records new environments. Never records a changed front door.
     *
     * @param frozen why the file must not be written, such as {@code CI is set}; then an outdated file is a problem.
     *     Empty if it may be written
     * @throws ConfigurationException naming everything that is wrong
     */
    public static void record(Path root, Optional<String> frozen, Consumer<String> out) throws IOException {
        Environments environments = Environments.ofProjectAnywhere(root);
        FrontDoors recorded = FrontDoors.read(root);
        List<String> problems = recorded.problems(environments);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        FrontDoors now = recorded.withNew(environments);
        if (now.equals(recorded)) {
            return;
        }
        if (frozen.isPresent()) {
            throw new ConfigurationException(FrontDoors.NAME + ": out of date, and not written here (" + frozen.get()
                    + "); run " + Main.NAME + " contract record, and commit the file");
        }
        now.write(root);
        now.words().forEach((name, word) -> {
            if (!recorded.words().containsKey(name)) {
                out.accept(recordedLine(name, word));
            }
        });
    }

    /** Accepts the front door that an environment has in {@code cdk.json}. */
    public static void accept(Path root, String name, Consumer<String> out) throws IOException {
        Environment environment = ProjectEnvironments.environment(root, name);
        FrontDoors recorded = FrontDoors.read(root);
        String word = environment.frontDoor().word();
        String before = recorded.words().get(name);
        if (word.equals(before)) {
            out.accept(name + ": the front door is \"" + word + "\", as recorded; nothing to accept.");
            return;
        }
        recorded.with(environment).write(root);
        out.accept(
                before == null
                        ? recordedLine(name, word)
                        : name
                                + ": the next deployment replaces the integration and its actions, behind the front door \""
                                + word
                                + "\". Each action gets another id in Genesys Cloud. Every flow that uses one of them"
                                + " fails from that deployment on, until you have re-pointed it to the new action and"
                                + " published it. To avoid that: restore " + name + " in cdk.json and "
                                + FrontDoors.NAME + ", deploy a second environment with the front door \"" + word
                                + "\", re-point the flows, then destroy " + name + ".");
    }

    private static String recordedLine(String name, String word) {
        return name + ": recorded with the front door \"" + word + "\" in " + FrontDoors.NAME + ".";
    }
}
