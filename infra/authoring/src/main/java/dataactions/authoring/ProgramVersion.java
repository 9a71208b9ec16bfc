package dataactions.authoring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine;

/** What {@code --version} prints, the same for every program of the project and for each of its commands. */
public final class ProgramVersion {
    private ProgramVersion() {}

    /** Gives a command and all commands below it the version: to be called when all of them have been added. */
    public static void addTo(CommandLine line) {
        add(line, line.getCommandName() + " " + number());
    }

    private static void add(CommandLine line, String version) {
        line.getCommandSpec().version(version);
        line.getSubcommands().values().forEach(each -> add(each, version));
    }

    /** The version of the build, from its pom. */
    private static String number() {
        try (InputStream in = ProgramVersion.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
