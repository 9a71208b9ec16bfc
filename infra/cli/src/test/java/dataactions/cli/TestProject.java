package dataactions.cli;

import dataactions.authoring.Contracts;
import dataactions.testkit.SampleProject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The sample project, with its contracts. */
public final class TestProject extends SampleProject {
    public TestProject(Path root) throws IOException {
        super(Files.createDirectories(root), definitions -> new Contracts(definitions, line -> {}).record());
    }

    /**
     * In this JVM: its Node.js with the CDK serves every synthesis. {@code AppProcessIT}, {@code OldDeploymentIT} and
     * {@code SecondDayIT} start the app as the CDK CLI does.
     */
    @Override
    protected void app(Map<String, String> variables) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int code = App.run(variables, root(), new PrintStream(printed, true, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new Refused(printed.toString(StandardCharsets.UTF_8));
        }
    }

    /** The contracts of this project, and what a person may do with them. */
    public Contracts contracts() {
        return new Contracts(actions(), line -> {});
    }

    /** The app's jar. The CDK is not on the class path of this module. */
    private static final class App {
        /** Stays open: the CDK loads classes as long as this JVM runs. */
        private static final ClassLoader JAR = jar();

        private static ClassLoader jar() {
            try {
                URL jar = REPOSITORY.resolve("infra/app/target/app.jar").toUri().toURL();
                return new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The CDK's client for Node.js is not thread-safe. */
        static synchronized int run(Map<String, String> variables, Path root, PrintStream err) throws Exception {
            Method run = JAR.loadClass("dataactions.infra.DataActionsApp")
                    .getMethod("run", String[].class, Map.class, Path.class, PrintStream.class);
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            // Jackson looks for its modules there.
            thread.setContextClassLoader(JAR);
            try {
                return (int) run.invoke(null, new String[0], variables, root, err);
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }
}
