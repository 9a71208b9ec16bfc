package dataactions.authoring;

import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.authoring.reader.yaml.YamlParser;
import dataactions.definition.Suggestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads single definitions of a folder as their files stand. Neither the lock file nor the other files need to be right:
 * an author tries one definition while others are unfinished.
 */
public final class DefinitionFolder {
    /** The name in a file that is not valid YAML. */
    private static final Pattern NAME = Pattern.compile("(?m)^name:[ \\t]*[\"']?([A-Za-z][A-Za-z0-9 _-]*)");

    private final Path folder;

    public DefinitionFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * A definition and the file that holds it.
     *
     * @param bytes the file's content
     */
    public record Saved(Path path, byte[] bytes, DefinitionFile file) {}

    /**
     * The file that defines an action.
     *
     * @throws DefinitionException when no file or more than one defines it
     */
    public Path fileOf(String action) {
        List<DefinitionProblem> problems = new ArrayList<>();
        List<Path> files = yamlFiles(folder, problems);
        List<Path> found = new ArrayList<>();
        for (Path file : files) {
            // A file without the name is not parsed: most files of a large folder.
            Optional<byte[]> bytes = bytes(file);
            if (bytes.isPresent()
                    && new String(bytes.get(), StandardCharsets.UTF_8).contains(action)
                    && nameIn(bytes.get()).filter(action::equals).isPresent()) {
                found.add(file);
            }
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.size() > 1) {
            List<String> names =
                    found.stream().map(file -> file.getFileName().toString()).toList();
            problems.add(problem("the name " + action + " is in " + String.join(" and ", names)
                    + ": names are unique; rename one."));
        } else if (problems.isEmpty()) {
            List<String> known = files.stream()
                    .flatMap(file -> bytes(file).flatMap(DefinitionFolder::nameIn).stream())
                    .sorted()
                    .toList();
            throw unknown(folder, action, known);
        }
        throw new DefinitionException(problems);
    }

    /**
     * Reads a file of the folder.
     *
     * @throws DefinitionException with everything that is wrong with it
     */
    public Saved read(Path path) {
        String name = path.getFileName().toString();
        List<DefinitionProblem> problems = new ArrayList<>();
        byte[] bytes = bytes(path)
                .orElseThrow(() -> new DefinitionException(List.of(
                        new DefinitionProblem(name, 0, "", "cannot be read: check that it is a file you may read."))));
        DefinitionFile file = DefinitionReader.read(name, bytes, problems);
        if (file == null) {
            throw new DefinitionException(problems);
        }
        return new Saved(path, bytes, file);
    }

    /**
     * What the build says about one text.
     *
     * @param file empty if there are problems with the text itself
     * @param problems what stops the build; an example that fails among them
     * @param warnings what a person should look at
     */
    public record Checked(
            Optional<DefinitionFile> file, List<DefinitionProblem> problems, List<DefinitionProblem> warnings) {}

    /**
     * Checks a text as the build checks a file of this folder, and runs its examples.
     *
     * @param name the name of the file that holds the text, or will hold it
     */
    public Checked check(String name, byte[] text) {
        Checked checked = checkAlone(name, text);
        checked.file().ifPresent(file -> checkName(file, checked.problems()));
        return checked;
    }

    /** Checks a text without a look at the other files, one of which may have the same name. */
    public static Checked checkAlone(String name, byte[] text) {
        List<DefinitionProblem> problems = new ArrayList<>();
        List<DefinitionProblem> warnings = new ArrayList<>();
        Optional<DefinitionFile> file = Optional.ofNullable(DefinitionReader.read(name, text, problems));
        file.ifPresent(read -> DefinitionChecks.run(read, problems, warnings));
        return new Checked(file, problems, warnings);
    }

    private void checkName(DefinitionFile file, List<DefinitionProblem> problems) {
        String action = file.definition().name();
        for (Path other : files()) {
            String name = other.getFileName().toString();
            if (!name.equals(file.file()) && defines(other, action)) {
                problems.add(taken(file, name));
            }
        }
    }

    /** A file that defines an action of this name, in capitals or small letters; empty if none does. */
    public Optional<Path> holderOf(String action) {
        return files().stream().filter(file -> defines(file, action)).findFirst();
    }

    private static boolean defines(Path file, String action) {
        // A file without the name is not parsed: most files of a large folder.
        return bytes(file)
                .filter(text -> contains(text, action))
                .flatMap(DefinitionFolder::nameIn)
                .filter(action::equalsIgnoreCase)
                .isPresent();
    }

    private static boolean contains(byte[] text, String action) {
        return new String(text, StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT)
                .contains(action.toLowerCase(Locale.ROOT));
    }

    /** The files of the folder, by name; empty if there is no such folder. */
    public List<Path> files() {
        return yamlFiles(folder, new ArrayList<>());
    }

    /** The name of the action in a text, even if the text is not valid; empty if it has none. */
    public static Optional<String> actionIn(byte[] text) {
        return nameIn(text);
    }

    private static Optional<byte[]> bytes(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> nameIn(byte[] bytes) {
        YamlNode document = YamlParser.parse("", bytes, new ArrayList<>());
        if (document instanceof Mapping mapping) {
            return Optional.ofNullable(mapping.entries().get("name"))
                    .map(entry -> String.valueOf(entry.value().toTree()));
        }
        Matcher name = NAME.matcher(new String(bytes, StandardCharsets.UTF_8));
        return name.find() ? Optional.of(name.group(1).strip()) : Optional.empty();
    }

    private DefinitionProblem problem(String message) {
        return new DefinitionProblem(folder.toString(), 0, "", message);
    }

    /**
     * The exception for a name that no action has.
     *
     * @param known the names of the actions that there are
     */
    static DefinitionException unknown(Path folder, String action, Collection<String> known) {
        return new DefinitionException(List.of(new DefinitionProblem(
                folder.toString(),
                0,
                "",
                "no action " + action + Suggestion.didYouMean(action, known) + " Known: " + String.join(", ", known)
                        + ".")));
    }

    /**
     * The problem of a name that another file has.
     *
     * @param other the name of that file
     */
    static DefinitionProblem taken(DefinitionFile file, String other) {
        return file.problem("the name " + file.definition().name() + " is taken by " + other
                + " (case does not matter): names are unique; rename one.");
    }

    static List<Path> yamlFiles(Path folder, List<DefinitionProblem> problems) {
        if (!Files.isDirectory(folder)) {
            problems.add(new DefinitionProblem(
                    folder.toString(), 0, "", "no such folder: expected the folder with the definitions (*.yaml)."));
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> files = all.filter(path -> {
                        String name = path.getFileName().toString();
                        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
                    })
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                problems.add(new DefinitionProblem(
                        folder.toString(), 0, "", "no definitions: expected at least one file named *.yaml."));
            }
            return files;
        } catch (IOException | UncheckedIOException e) {
            problems.add(new DefinitionProblem(folder.toString(), 0, "", "cannot be listed: check your permissions."));
            return List.of();
        }
    }
}
