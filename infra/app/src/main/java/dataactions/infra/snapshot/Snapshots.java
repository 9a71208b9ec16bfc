package dataactions.infra.snapshot;

import dataactions.authoring.DefinitionSet;
import dataactions.authoring.writer.FileReplacement;
import dataactions.definition.deployment.Reconcile;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.infra.DataActionsApp;
import dataactions.infra.assembly.SynthesisedStack;
import dataactions.infra.environment.AppContext;
import dataactions.infra.environment.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awscdk.App;

/**
 * Compares the template of each environment of {@code cdk.json} with the template that was last accepted. The folder
 * {@value #FOLDER} holds one file for each environment; commit it.
 *
 * @param folder the folder of the accepted snapshots
 * @param templates the current templates, in the form of the files
 */
public record Snapshots(Path folder, Map<String, String> templates) {
    /** In the project's root. */
    public static final String FOLDER = "snapshots";

    private static final String ACCEPT = "./data-actions snapshots accept";
    private static final int MOST_LINES = 20;
    private static final Json.Limits LIMITS = new Json.Limits(64 * 1024 * 1024, 200);

    /**
     * Synthesises a project, without the code of its functions: no snapshot depends on the bytes of a jar.
     *
     * @throws ConfigurationException when it cannot be synthesised
     * @throws dataactions.authoring.reader.DefinitionException when its definitions are wrong
     */
    public static Snapshots of(Path root) {
        Path work = null;
        try {
            work = Files.createTempDirectory("snapshots-");
            Map<String, Object> context =
                    new LinkedHashMap<>(AppContext.read(Map.of(), root).values());
            context.remove("pipeline");
            context.remove(AppContext.ONLY);
            // It repairs the org once, and describes no state of the environment.
            context.remove(Reconcile.CONTEXT);
            for (String name : List.of("handler", "registrar")) {
                Path jar = Files.writeString(work.resolve(name + ".jar"), "not a jar: " + name + ".jar");
                context.put(name + "Jar", jar.toAbsolutePath().toString());
            }
            AppContext changed = new AppContext(context, true);
            DataActionsApp.Inputs inputs = DataActionsApp.Inputs.read(changed, root, DefinitionSet::loadAsRecorded);
            App app = DataActionsApp.app(work.resolve("cdk.out"), changed);
            inputs.addStages(app);
            synth(app);
            Map<String, String> templates = new TreeMap<>();
            for (SynthesisedStack stack : SynthesisedStack.in(work.resolve("cdk.out"))) {
                String environment = stack.path().substring(0, stack.path().indexOf('/'));
                templates.put(environment, readable(SynthesisedStack.read(stack.template()), work.resolve("cdk.out")));
            }
            return new Snapshots(root.resolve(FOLDER), templates);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The temporary folder " + System.getProperty("java.io.tmpdir") + " cannot be used: "
                            + e.getMessage(),
                    e);
        } finally {
            delete(work);
        }
    }

    private static void synth(App app) {
        try {
            DataActionsApp.synth(app);
        } catch (ConfigurationException e) {
            throw e;
        } catch (RuntimeException e) {
            // A failure of the CDK; its message contains the JavaScript stack trace.
            throw new ConfigurationException(DataActionsApp.message(e));
        }
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The temporary folder " + folder + " cannot be deleted.", e);
        }
    }

    /**
     * The result of a check.
     *
     * @param written environments whose missing snapshot the check has written
     * @param problems the differences that nobody accepted; each is a text of several lines that names the command to
     *     accept it
     */
    public record Check(List<String> written, List<String> problems) {}

    /**
     * Compares, and writes missing snapshots.
     *
     * @param writes whether a missing snapshot is written; if not, it is a problem
     */
    public Check check(boolean writes) throws IOException {
        List<String> written = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, String> each : templates.entrySet()) {
            Path file = file(each.getKey());
            if (!Files.isRegularFile(file)) {
                if (writes) {
                    write(each.getKey());
                    written.add(each.getKey());
                } else {
                    problems.add("Environment " + each.getKey() + " has no snapshot, and none is written here (CI is"
                            + " set). Run `" + ACCEPT + "` on a workstation and commit " + FOLDER + "/"
                            + file.getFileName() + ".");
                }
                continue;
            }
            List<String> differences = differences(file, each.getValue());
            if (!differences.isEmpty()) {
                problems.add("Environment " + each.getKey() + " would deploy something else than " + FOLDER + "/"
                        + file.getFileName() + " says:\n  " + String.join("\n  ", shortened(differences))
                        + "\nIf this is what you want, run `" + ACCEPT + "` and commit the file.");
            }
        }
        for (String gone : withoutEnvironment()) {
            problems.add("There is no environment " + gone + " in cdk.json any more, but " + FOLDER + "/" + gone
                    + ".json is there. Run `" + ACCEPT + "`, which deletes it.");
        }
        return new Check(written, problems);
    }

    /**
     * Writes the current templates, and deletes the snapshots of environments that no longer exist.
     *
     * @return a line for each file that changed
     */
    public List<String> accept() throws IOException {
        List<String> said = new ArrayList<>();
        for (Map.Entry<String, String> each : templates.entrySet()) {
            Path file = file(each.getKey());
            String name = FOLDER + "/" + file.getFileName();
            if (!Files.isRegularFile(file)) {
                said.add("new: " + name);
            } else {
                int count = differences(file, each.getValue()).size();
                if (count > 0) {
                    said.add("changed: " + name + " (" + (count == 1 ? "1 difference" : count + " differences") + ")");
                }
            }
            write(each.getKey());
        }
        for (String gone : withoutEnvironment()) {
            Files.delete(file(gone));
            said.add("deleted: " + FOLDER + "/" + gone + ".json");
        }
        return said;
    }

    private Path file(String environment) {
        return folder.resolve(environment + ".json");
    }

    private void write(String environment) throws IOException {
        Files.createDirectories(folder);
        FileReplacement.write(file(environment), templates.get(environment).getBytes(StandardCharsets.UTF_8));
    }

    private Set<String> withoutEnvironment() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> names =
                    new TreeSet<>(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".json"))
                            .map(name -> name.substring(0, name.length() - ".json".length()))
                            .toList());
            names.removeAll(templates.keySet());
            return names;
        }
    }

    private static List<String> differences(Path file, String now) throws IOException {
        try {
            Map<?, ?> accepted = (Map<?, ?>) Json.parse(Files.readAllBytes(file), LIMITS);
            Map<?, ?> actual = (Map<?, ?>) Json.parse(now.getBytes(StandardCharsets.UTF_8), LIMITS);
            return TemplateDiff.of(accepted, actual);
        } catch (JsonException | ClassCastException e) {
            return List.of("the file is not what the command writes"
                    + (e instanceof JsonException ? ": " + e.getMessage() : ""));
        }
    }

    private static List<String> shortened(List<String> lines) {
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> shortened = new ArrayList<>(lines.subList(0, MOST_LINES));
        shortened.add("and " + (lines.size() - MOST_LINES) + " more");
        return shortened;
    }

    /** Sorts the keys, expands JSON inside strings, and replaces values that change with every build by names. */
    static String readable(Map<?, ?> template, Path assembly) throws IOException {
        Map<Object, Object> shown = new LinkedHashMap<>(template);
        // Equal in every stack, and different in every version of the CDK.
        shown.keySet().removeAll(Set.of("Parameters", "Rules"));
        String text = Json.writePretty(sorted(shown));
        Matcher asset = Pattern.compile("([0-9a-f]{64})\\.zip").matcher(text);
        Map<String, String> names = new TreeMap<>();
        while (asset.find()) {
            Path lib = assembly.resolve("asset." + asset.group(1)).resolve("lib");
            try (Stream<Path> jars = Files.list(lib)) {
                names.put(
                        asset.group(1),
                        "<asset with " + jars.findFirst().orElseThrow().getFileName() + ">");
            }
        }
        for (Map.Entry<String, String> name : names.entrySet()) {
            text = text.replace(name.getKey(), name.getValue());
        }
        return text.replaceAll("(?<=\"Digest\": \")[0-9a-f]{64}", "<digest>")
                .replaceAll("(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}", "$1<hash>");
    }

    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new TreeMap<>();
            map.forEach((key, child) -> {
                Object parsed = child instanceof String text ? embedded(text) : null;
                if (parsed == null) {
                    copy.put((String) key, sorted(child));
                } else {
                    copy.put(key + " (JSON text)", parsed);
                }
            });
            return copy;
        } else if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(child -> copy.add(sorted(child)));
            return copy;
        }
        return value;
    }

    /** Keeps the order of the keys, because the order is part of the text. */
    private static Object embedded(String text) {
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return null;
        }
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
        } catch (JsonException e) {
            return null; // Not JSON, for example a Velocity template.
        }
    }
}
