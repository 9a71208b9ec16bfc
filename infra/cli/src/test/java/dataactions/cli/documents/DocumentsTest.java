package dataactions.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.cli.Context;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.documents.Document.Block;
import dataactions.cli.genesys.Network;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Problem;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.Upstreams;
import dataactions.infra.environment.Environment;
import dataactions.infra.pipeline.PipelineSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Every document of the repository against the program. A new document is covered without a change here.
 *
 * <p>A fenced block says after its language what it is, and a test reads it: {@code definition}, {@code definition-part}
 * (keys of one), {@code environment} (keys of one), {@code cdk.json} (keys of its context), {@code output-of COMMAND}
 * (run over the definitions of the tests' own project).
 */
class DocumentsTest {
    private static final Path ROOT = Document.ROOT;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LAUNCHER = "./data-actions";
    private static final String TEST_DEFINITIONS = "infra/app/src/test/resources/project/function/actions";
    /** What is in this folder belongs to the user, who may delete it. */
    private static final String USERS = "function/actions/";

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)]+)\\)");
    private static final Pattern PATH =
            Pattern.compile("(?:function|infra|docs|snapshots|scripts|\\.ci)(?:/[\\w.-]+)+/?");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))\\b[^`]*`");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
    private static final Pattern ERROR_ROW_CODE = Pattern.compile("`([A-Z_]+)`");

    /** Programs that others made. What they are told is not checked, except for the arguments checked below. */
    private static final Set<String> OTHERS =
            Set.of("aws", "git", "curl", "source", "npx", "npm", "mvn", "cd", "pbpaste");

    private static final Set<String> CDK = Set.of("bootstrap", "deploy", "destroy", "synth", "ls", "diff");

    /** Under what a part of a definition is put, unless the part has the key itself. */
    private static final Map<String, String> DEFINITION = Map.of(
            "name", "name: Part\n",
            "category", "category: Tests\n",
            "description", "description: A part of a document.\n",
            "input", "input: {phone: {type: string}}\n",
            "request", "request: {upstream: crm, path: /part}\n",
            "output", "output: {id: {type: string, from: id, default: \"\"}}\n");

    private static final String ENVIRONMENT = """
            {"genesys": {"domain": "mypurecloud.ie", "credentialsSecret": "genesys-cloud/dev/oauth-client"},
             "upstreams": {"users": {"url": "https://jsonplaceholder.typicode.com"}}}""";

    private static final Context CONTEXT =
            new Context(Map.of(), ROOT, region -> null, new Network(), false, Optional::empty);

    /** Only parses and prints its help: a new one for each command of the documents would take seconds. */
    private static final CommandLine LINE = line();

    /** The commands that have commands, such as {@code local}. */
    private static final Set<String> GROUPS = LINE.getSubcommands().entrySet().stream()
            .filter(each -> !each.getValue().getSubcommands().isEmpty())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());

    /** The simple names of the classes of all tests. */
    private static final Set<String> TESTS = Document.FILES.stream()
            .map(file -> file.toString().replace('\\', '/'))
            .filter(file -> file.matches("(function|infra)/.*/src/test/java/.*\\.java"))
            .map(file -> file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length()))
            .collect(Collectors.toSet());

    private static final List<Document> DOCUMENTS = Document.all();

    @TempDir
    private Path folder;

    static List<Document> documents() {
        return DOCUMENTS;
    }

    static List<Block> blocks() {
        return documents().stream().flatMap(each -> each.blocks().stream()).toList();
    }

    static List<Block> readBlocks() {
        return blocks().stream().filter(each -> !each.kind().isEmpty()).toList();
    }

    // Links, paths and names

    @ParameterizedTest
    @MethodSource("documents")
    void every_link_leads_to_a_file_and_to_a_heading_of_it(Document document) {
        assertThat(document.matches(LINK))
                .filteredOn(link -> !leadsSomewhere(document, link))
                .isEmpty();
    }

    private static boolean leadsSomewhere(Document document, String link) {
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty() ? document.file() : neighbour(document.file(), parts[0]);
        return isUsers(file)
                || Files.exists(ROOT.resolve(file))
                        && (parts.length == 1
                                || Document.at(file.toString()).anchors().contains(parts[1]));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_path_of_the_repository_exists(Document document) {
        assertThat(document.spans())
                .filteredOn(span -> PATH.matcher(span).matches())
                .filteredOn(span -> !isUsers(Path.of(span)) && !span.contains("target"))
                .filteredOn(span -> !Files.exists(ROOT.resolve(span)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_test_that_is_named_exists(Document document) {
        assertThat(document.matches(TEST))
                .filteredOn(name -> !TESTS.contains(name))
                .isEmpty();
    }

    @Test
    void the_index_has_every_page() throws IOException {
        Document index = Document.at("docs/README.md");
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".md") && !name.equals("README.md")))
                    .isSubsetOf(index.matches(LINK));
        }
    }

    @Test
    void every_module_has_a_document_and_a_row_in_the_map_of_its_folder() throws IOException {
        for (String side : List.of("function", "infra")) {
            String map = Document.at(side + "/README.md").text();
            try (Stream<Path> files = Files.list(ROOT.resolve(side))) {
                assertThat(files.filter(module -> Files.exists(module.resolve("pom.xml"))))
                        .isNotEmpty()
                        .allSatisfy(module -> {
                            assertThat(module.resolve("README.md")).exists();
                            assertThat(map).contains("](" + module.getFileName() + "/README.md)");
                        });
            }
        }
    }

    @Test
    void each_picture_has_a_title_and_its_words_are_text() throws Exception {
        try (Stream<Path> pictures = Files.list(ROOT.resolve("docs"))) {
            for (Path each :
                    pictures.filter(file -> file.toString().endsWith(".svg")).toList()) {
                hasATitleAndWords(each);
            }
        }
    }

    private static void hasATitleAndWords(Path file) throws Exception {
        var picture = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();

        assertThat(picture.getAttribute("aria-labelledby")).isEqualTo("title desc");
        assertThat(picture.getElementsByTagName("title").item(0).getTextContent())
                .isNotBlank();
        assertThat(picture.getElementsByTagName("text").getLength()).isGreaterThan(10);
    }

    // Commands

    @ParameterizedTest
    @MethodSource("documents")
    void every_command_is_one_that_the_program_takes(Document document) throws IOException {
        Stream<String> inBlocks = document.blocks().stream()
                .filter(block -> block.language().equals("sh"))
                .flatMap(block -> block.lines().stream());
        Stream<String> inProse = document.spans().stream()
                .filter(span -> span.startsWith(LAUNCHER) || span.matches("(npm|npx|mvn|source) .*"));

        for (List<String> command : Stream.concat(inBlocks, inProse)
                .flatMap(DocumentsTest::commands)
                .toList()) {
            String program = command.get(0);
            List<String> arguments = command.subList(1, command.size());
            if (program.equals(LAUNCHER)) {
                assertThatCode(() -> LINE.parseArgs(arguments.toArray(String[]::new)))
                        .as("%s: %s", document, command)
                        .doesNotThrowAnyException();
            } else if (program.equals("npm")) {
                assertThat(isKnownToNpm(arguments))
                        .as("%s: %s", document, command)
                        .isTrue();
            } else if (program.equals("npx")) {
                assertThat(arguments.get(0)).as("%s: %s", document, command).isEqualTo("cdk");
                assertThat(CDK).as("%s: %s", document, command).contains(arguments.get(1));
            } else if (program.equals("mvn")) {
                assertThatMavenKnows(arguments);
            } else if (!OTHERS.contains(program)) {
                assertThat(ROOT.resolve(program))
                        .as("%s: %s", document, command)
                        .isExecutable();
            }
        }
    }

    /** Such as {@code local deploy}, in the middle of a sentence. */
    @ParameterizedTest
    @MethodSource("documents")
    void every_short_form_of_a_command_is_one(Document document) {
        assertThat(document.spans())
                .filteredOn(span -> GROUPS.contains(span.split(" ")[0]) && span.matches("[a-z]+ [a-z-]+( .*)?"))
                .allSatisfy(span -> assertThat(
                                LINE.getSubcommands().get(span.split(" ")[0]).getSubcommands())
                        .containsKey(span.split(" ")[1]));
    }

    @Test
    void every_command_of_the_program_stands_in_a_table_of_commands() {
        Set<String> documented = Stream.of("docs/commands.md", "docs/sandbox.md")
                .flatMap(page -> Document.at(page).rows().stream())
                .map(row -> row.get(0).replace("`", ""))
                .filter(command -> command.startsWith(LAUNCHER))
                .collect(Collectors.toCollection(LinkedHashSet::new));

        assertThat(leaves(LINE, LAUNCHER))
                .hasSizeGreaterThan(10)
                .allSatisfy(leaf -> assertThat(documented).anyMatch(row -> (row + " ").startsWith(leaf + " ")));
    }

    // Blocks

    /** A word that is misspelt would leave a block unread. */
    @Test
    void every_kind_of_block_is_known_and_used() {
        assertThat(readBlocks().stream()
                        .map(block -> block.kind().split(" ")[0])
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "definition", "definition-part", "environment", "cdk.json", "envelope", "output-of");
    }

    @ParameterizedTest
    @MethodSource("readBlocks")
    void every_block_is_what_it_says(Block block) throws Exception {
        switch (block.kind().split(" ")[0]) {
            case "definition" -> assertThatChecks(block.text());
            case "definition-part" -> assertThatChecks(completed(block));
            case "environment" ->
                assertThatCode(() -> Environment.of("dev", overlaid(ENVIRONMENT, block.text())))
                        .doesNotThrowAnyException();
            case "cdk.json" ->
                assertThat(PipelineSettings.read(
                                JSON.readValue(block.text(), Map.class).get("pipeline"), List.of("dev", "prod")))
                        .isPresent();
            case "envelope" ->
                assertThat(JSON.readTree(block.text()).fieldNames())
                        .toIterable()
                        .containsExactly("status", "data", "error", "errorCode", "requestId");
            default ->
                assertThat(outputOf(block.kind().replaceFirst("output-of " + LAUNCHER + " ", "")))
                        .isEqualTo(block.text());
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void every_block_of_json_is_json(Block block) {
        if (block.language().equals("json")) {
            assertThatCode(() -> JSON.readTree(block.text())).doesNotThrowAnyException();
        }
    }

    // Tables that say what the code says

    @ParameterizedTest
    @EnumSource
    void every_error_code_stands_in_its_table_as_the_catalogue_has_it(ErrorCode code) {
        List<String> row = errorRows().stream()
                .filter(each -> each.get(0).equals("`" + code + "`"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/errors.md has no row for " + code));

        assertThat(row.subList(1, 5))
                .containsExactly(
                        String.valueOf(code.httpStatus()),
                        code.isFault() ? "fault" : "outcome",
                        code.when(),
                        code.retried().words());
    }

    @Test
    void the_table_of_errors_has_no_code_that_the_catalogue_lacks() {
        assertThat(errorRows()).hasSize(ErrorCode.values().length);
    }

    @Test
    void the_table_of_exit_statuses_is_what_every_help_says() {
        String table = Document.at("docs/commands.md").rows("What do the exit statuses mean?").stream()
                .map(row -> row.get(0) + " " + row.get(1))
                .collect(Collectors.joining("; "));

        assertThat(LINE.getUsageMessage().replaceAll("\\s+", " ")).contains(table);
    }

    @Test
    void the_table_of_credentials_has_the_keys_of_each_secret() throws IOException {
        List<List<String>> rows = Document.at("docs/upstreams.md").rows("Which kinds of credentials are there?");
        assertThat(rows).hasSize(Auth.WithSecret.class.getPermittedSubclasses().length);

        for (List<String> row : rows) {
            String type = row.get(0).replaceFirst("`(\\w+)`.*", "$1");
            Map<String, String> auth = new HashMap<>(Map.of("type", type, "secret", "crm/secret"));
            switch (type) {
                case "apiKey" -> auth.putAll(Map.of("in", "header", "name", "X-Key"));
                case "oauth2" -> auth.put("tokenUrl", "https://login.example.com/token");
                default -> {}
            }
            List<Problem> problems = new ArrayList<>();
            Map<String, Upstream> crm =
                    Upstreams.read(Map.of("crm", Map.of("url", "https://api.example.com", "auth", auth)), problems);

            assertThat(problems).isEmpty();
            assertThat(((Auth.WithSecret) crm.get("crm").auth()).form().keys())
                    .as(type)
                    .containsExactlyElementsOf(JSON.readTree(row.get(2).replace("`", ""))::fieldNames);
        }
    }

    @Test
    void the_table_of_a_definitions_keys_is_the_schemas() throws IOException {
        JsonNode schema =
                JSON.readTree(ROOT.resolve("infra/authoring/action.schema.json").toFile());

        assertThat(firstCells(Document.at("docs/definitions.md").rows("Which keys does a definition have?")))
                .containsExactlyInAnyOrderElementsOf(schema.path("properties")::fieldNames);
    }

    @Test
    void every_threat_in_the_table_of_security_has_a_defence_and_a_test() {
        assertThat(Document.at("SECURITY.md").rows("What is defended"))
                .hasSizeGreaterThan(10)
                .allSatisfy(row -> {
                    assertThat(row).hasSize(3).doesNotContain("");
                    assertThat(TEST.matcher(row.get(2)).find()).as(row.get(0)).isTrue();
                });
    }

    // Limits

    @Test
    void the_readme_has_at_most_a_thousand_words() {
        assertThat(Document.at("README.md").text().strip().split("\\s+")).hasSizeLessThanOrEqualTo(1000);
    }

    @Test
    void the_glossary_has_at_most_25_entries() {
        assertThat(Document.at("CONTRIBUTING.md").rows("Glossary"))
                .hasSizeBetween(15, 25)
                .doesNotHaveDuplicates();
    }

    private static boolean isUsers(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.startsWith(USERS) && !path.endsWith("README.md");
    }

    private static Path neighbour(Path file, String link) {
        return ROOT.relativize(ROOT.resolve(file).resolveSibling(link).normalize());
    }

    /** The commands of one line of a shell, as their words. */
    private static Stream<List<String>> commands(String line) {
        return Stream.of(line.split(" && |<\\("))
                .map(DocumentsTest::words)
                .map(words -> words.stream()
                        .dropWhile(word -> word.matches("[A-Z_]+=.*"))
                        .toList())
                .filter(words -> !words.isEmpty());
    }

    /** Words may be quoted. A comment ends the line. */
    private static List<String> words(String command) {
        return WORD.matcher(command)
                .results()
                .map(MatchResult::group)
                .takeWhile(word -> !word.startsWith("#"))
                .map(word -> word.startsWith("'") ? word.replace("'", "") : word.replaceAll("[\"')]", ""))
                .toList();
    }

    private static boolean isKnownToNpm(List<String> arguments) throws IOException {
        JsonNode scripts = JSON.readTree(ROOT.resolve("package.json").toFile()).path("scripts");
        return switch (arguments.get(0)) {
            case "ci" -> true;
            case "run" -> scripts.has(arguments.get(1));
            default -> scripts.has(arguments.get(0));
        };
    }

    private static void assertThatMavenKnows(List<String> arguments) throws IOException {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("-pl")) {
                assertThat(arguments.get(i + 1).split(","))
                        .allSatisfy(module -> assertThat(ROOT.resolve(module).resolve("pom.xml"))
                                .exists());
            } else if (argument.matches("-Dit.test=\\w+")) {
                assertThat(TESTS).contains(argument.substring("-Dit.test=".length()));
            } else if (argument.startsWith("-P")) {
                assertThat(List.of("pom.xml", "infra/fuzz/pom.xml"))
                        .anySatisfy(pom -> assertThat(Files.readString(ROOT.resolve(pom)))
                                .contains("<id>" + argument.substring(2) + "</id>"));
            }
        }
    }

    private static List<String> leaves(CommandLine line, String path) {
        List<String> leaves = new ArrayList<>();
        line.getSubcommands().forEach((name, command) -> {
            if (command.getSubcommands().isEmpty()) {
                leaves.add(path + " " + name);
            } else {
                leaves.addAll(leaves(command, path + " " + name));
            }
        });
        return leaves;
    }

    private void assertThatChecks(String definition) throws IOException {
        Files.writeString(folder.resolve("definition.yaml"), definition);
        StringWriter printed = new StringWriter();
        PrintWriter both = new PrintWriter(printed, true);

        int status = Main.run(CONTEXT, both, both, "check", "--definitions", folder.toString());

        assertThat(status).as(printed.toString()).isZero();
    }

    private static String completed(Block part) {
        Map<String, String> sections = new LinkedHashMap<>(DEFINITION);
        Matcher keys = Pattern.compile("(?m)^(\\w+):").matcher(part.text());
        while (keys.find()) {
            sections.remove(keys.group(1));
            if (keys.group(1).equals("steps")) {
                sections.remove("request");
                sections.put("output", "output: {id: {type: string, from: steps.customer.id, default: \"\"}}\n");
            }
        }
        return String.join("", sections.values()) + part.text();
    }

    private static String outputOf(String command) {
        List<String> arguments = new ArrayList<>(words(command));
        arguments.addAll(List.of("--definitions", ROOT.resolve(TEST_DEFINITIONS).toString()));
        StringWriter printed = new StringWriter();
        Main.run(
                CONTEXT,
                new PrintWriter(printed, true),
                new PrintWriter(Writer.nullWriter()),
                arguments.toArray(String[]::new));
        return printed.toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> overlaid(String base, String over) throws IOException {
        Map<String, Object> all = JSON.readValue(base, Map.class);
        all.putAll(JSON.readValue(over, Map.class));
        return all;
    }

    private static List<List<String>> errorRows() {
        return Document.at("docs/errors.md").rows().stream()
                .filter(row ->
                        row.size() == 5 && ERROR_ROW_CODE.matcher(row.get(0)).matches())
                .toList();
    }

    private static List<String> firstCells(List<List<String>> rows) {
        return rows.stream().map(row -> row.get(0).replace("`", "")).toList();
    }

    private static CommandLine line() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return Main.commandLine(CONTEXT, new Terminal(nowhere, nowhere, false, Map.of()));
    }
}
