package dataactions.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.AssemblyException;
import dataactions.assembly.CdkJson;
import dataactions.authoring.DefinitionFolder;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.writer.FileReplacement;
import dataactions.cli.Context;
import dataactions.cli.console.answer.CheckAnswer;
import dataactions.cli.console.answer.Places;
import dataactions.definition.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The files of the definitions' folder, and what the build says about their texts. */
final class Definitions {
    static final int MAX_BYTES = 1024 * 1024;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String SCHEMA = "action.schema.json";
    /** No slash and no dot at the beginning: the file is in the folder itself, and is no temporary one. */
    private static final Pattern NAME = Pattern.compile("[^./\\\\\\p{Cntrl}:][^/\\\\\\p{Cntrl}:]{0,199}\\.ya?ml");

    private final Context context;
    private final Path path;
    private final DefinitionFolder folder;
    private final String standard;
    private final JsonNode schema = schema();

    /** @param environment the one that the page shows first */
    Definitions(Context context, Path path, String environment) {
        this.context = context;
        this.path = path;
        this.folder = new DefinitionFolder(path);
        this.standard = environment;
    }

    private static JsonNode schema() {
        try (InputStream in = Definitions.class.getResourceAsStream(SCHEMA)) {
            return in == null ? MissingNode.getInstance() : new JsonMapper().readTree(in);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The schema of definitions is not JSON.", e);
        } catch (IOException e) {
            throw new IllegalStateException("The schema of definitions cannot be read.", e);
        }
    }

    /** The environments and the actions. */
    ObjectNode project() {
        ObjectNode tree = JSON.objectNode();
        String root = context.root().toAbsolutePath().normalize().toString();
        tree.put("project", root).put("folder", path.toString()).put("environment", standard);
        ArrayNode names = tree.putArray("environments");
        try {
            environments().forEach(names::add);
        } catch (AssemblyException e) {
            tree.put("problem", e.getMessage());
        }
        ArrayNode actions = tree.putArray("actions");
        Map<String, String> files = new HashMap<>();
        for (Path file : folder.files()) {
            bytes(file).ifPresent(text -> {
                ObjectNode action = action(file.getFileName().toString(), text);
                String name = action.path("name").asText();
                String other = files.putIfAbsent(
                        name.toLowerCase(Locale.ROOT), action.path("file").asText());
                if (other != null && action.path("problem").isNull()) {
                    action.put("problem", "the name " + name + " is taken by " + other + ": rename one.");
                }
                actions.add(action);
            });
        }
        if (schema.isObject()) {
            tree.set("schema", schema);
        }
        return tree;
    }

    private List<String> environments() {
        List<String> names = new ArrayList<>();
        CdkJson.read(context.root()).environments().fieldNames().forEachRemaining(name -> {
            if (!name.startsWith("//")) {
                names.add(name);
            }
        });
        return names;
    }

    /** An environment that a request names, or the one that the command was started with. */
    String environment(String given) {
        String name = given == null || given.isEmpty() ? standard : given;
        List<String> known = environments();
        if (!known.contains(name)) {
            throw new Refusal(
                    Refusal.UNUSABLE,
                    "cdk.json has no environment " + name + Suggestion.didYouMean(name, known) + " It has: "
                            + String.join(", ", known) + ".");
        }
        return name;
    }

    private ObjectNode action(String name, byte[] text) {
        DefinitionFolder.Checked checked = DefinitionFolder.checkAlone(name, text);
        String action = checked.file()
                .map(file -> file.definition().name())
                .or(() -> DefinitionFolder.actionIn(text))
                .orElse(name);
        ObjectNode tree =
                JSON.objectNode().put("name", action).put("file", name).put("version", version(text));
        checked.file()
                .map(DefinitionFile::definition)
                .ifPresent(definition -> tree.put("description", definition.description())
                        .put("secure", definition.secure())
                        .put("slow", definition.isSlow()));
        tree.put(
                "problem",
                checked.problems().isEmpty() ? null : checked.problems().get(0).toString());
        return tree;
    }

    /** A file's text and version. */
    ObjectNode read(String name) throws IOException {
        Path file = existing(name);
        byte[] text = content(file);
        return JSON.objectNode()
                .put("file", name)
                .put("text", decoded(name, text))
                .put("version", version(text));
    }

    private Path existing(String name) {
        Path file = file(name);
        if (!Files.isRegularFile(file)) {
            List<String> known = folder.files().stream()
                    .map(each -> each.getFileName().toString())
                    .toList();
            throw new Refusal(
                    Refusal.NOT_FOUND, "There is no file " + name + " in " + path + Suggestion.didYouMean(name, known));
        }
        return file;
    }

    private static byte[] content(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new Refusal(
                    Refusal.TOO_LARGE,
                    file.getFileName() + " is larger than 1 MB: that is no definition to edit here.");
        }
        return Files.readAllBytes(file);
    }

    private Path file(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new Refusal(
                    Refusal.BAD_REQUEST, "Expected the name of a file in " + path + " that ends with .yaml or .yml.");
        }
        try {
            return path.resolve(name);
        } catch (InvalidPathException e) {
            throw new Refusal(
                    Refusal.NOT_FOUND,
                    "This machine's file system does not allow a file of that name: choose a name of letters, digits and dashes.");
        }
    }

    /**
     * Replaces a file's text, if the file still has the version that the page read. Two consoles and an editor may have
     * the same file open. Without a version it creates the file.
     */
    synchronized ObjectNode write(String name, RequestFields request) throws IOException {
        byte[] text = text(request);
        boolean isWritten;
        if (request.isNull("version")) {
            isWritten = FileReplacement.create(file(name), text);
        } else {
            String version = request.text("version");
            Path file = existing(name);
            byte[] now = content(file);
            isWritten = version(now).equals(version) && FileReplacement.replace(file, now, text);
        }
        if (!isWritten) {
            throw changed(name);
        }
        return JSON.objectNode().put("version", version(text));
    }

    private Refusal changed(String name) throws IOException {
        byte[] now = content(existing(name));
        return new Refusal(
                Refusal.CONFLICT,
                name + " was changed elsewhere meanwhile, and is not overwritten.",
                JSON.objectNode().put("text", decoded(name, now)).put("version", version(now)));
    }

    /** A lenient decoder would replace what is not UTF-8, and the next save would write the replacements. */
    private static String decoded(String name, byte[] text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(
                    Refusal.UNUSABLE,
                    name + " is not UTF-8, so it cannot be edited here: convert it to UTF-8 with an editor.");
        }
    }

    /** What the build says about a text: every problem with its place, and what the definition is. */
    ObjectNode check(RequestFields request) {
        String name = request.text("file");
        byte[] text = text(request);
        return CheckAnswer.tree(checked(name, text), new Places(text));
    }

    /** @throws Refusal when the name is none of a definition's file */
    DefinitionFolder.Checked checked(String name, byte[] text) {
        file(name);
        return folder.check(name, text);
    }

    static byte[] text(RequestFields request) {
        byte[] text = request.text("text").getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_BYTES) {
            throw new Refusal(Refusal.TOO_LARGE, "The text is larger than 1 MB: shorten it, or split the definition.");
        }
        return text;
    }

    /**
     * The files of the folder.
     *
     * @throws UncheckedIOException when the folder cannot be listed: then nobody knows which files there are
     */
    List<Path> files() {
        List<Path> files = folder.files();
        if (files.isEmpty() && !Files.isReadable(path)) {
            throw new UncheckedIOException(new NoSuchFileException(path.toString()));
        }
        return files;
    }

    static Optional<byte[]> bytes(Path file) {
        try {
            return Files.size(file) > MAX_BYTES ? Optional.empty() : Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The version of a text. */
    static String version(byte[] text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
