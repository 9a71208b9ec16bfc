package dataactions.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.DefinitionSet;
import dataactions.authoring.contract.Contract;
import dataactions.cli.ExitStatus;
import dataactions.cli.Run;
import dataactions.cli.TestProject;
import dataactions.genesys.objects.action.Flattening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs}: the handbook of each environment. */
class DocsCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path root;

    private TestProject project;

    @BeforeEach
    void a_project() throws IOException {
        project = new TestProject(root);
        project.contracts().record();
    }

    private Run run(String... arguments) {
        return Run.offline(Map.of(), root, arguments);
    }

    private void addEnvironment(String name, Map<String, Map<String, String>> upstreams) throws IOException {
        Path file = root.resolve("cdk.json");
        ObjectNode tree = (ObjectNode) JSON.readTree(file.toFile());
        ObjectNode environments = (ObjectNode) tree.at("/context/environments");
        ObjectNode other = environments.path("dev").deepCopy();
        ((ObjectNode) other.path("genesys")).put("domain", "mypurecloud.de");
        other.set("upstreams", JSON.valueToTree(upstreams));
        environments.set(name, other);
        JSON.writeValue(file.toFile(), tree);
    }

    @Test
    void all_environments_are_written_and_the_paths_are_printed() throws IOException {
        addEnvironment("prod", Map.of("users", Map.of("url", "https://users.example.com")));

        Run run = run("docs");

        assertThat(run.status()).as(run.all()).isEqualTo(ExitStatus.DONE);
        Path folder = root.resolve("target/docs");
        assertThat(run.out().lines())
                .containsExactly(
                        folder.resolve("dev.html").toString(),
                        folder.resolve("dev.md").toString(),
                        folder.resolve("prod.html").toString(),
                        folder.resolve("prod.md").toString());
        assertThat(folder.resolve("prod.html")).content().contains("users.example.com", "FetchUser");
        assertThat(folder.resolve("dev.md")).content().contains("# Data actions of the environment dev");
    }

    @Test
    void one_environment_can_be_chosen_and_another_folder_and_json_has_the_paths() throws IOException {
        addEnvironment("prod", Map.of("users", Map.of("url", "https://users.example.com")));
        Path output = root.resolve("new/pages");

        JsonNode tree = JSON.readTree(run("docs", "-e", "prod", "-e", "prod", "--output", output.toString(), "--json")
                .out());

        assertThat(tree.path("environments")).hasSize(1);
        JsonNode prod = tree.at("/environments/0");
        assertThat(prod.path("environment").asText()).isEqualTo("prod");
        assertThat(prod.path("actions").asInt()).isEqualTo(2);
        assertThat(Path.of(prod.path("html").asText())).exists();
        assertThat(Path.of(prod.path("markdown").asText()))
                .isEqualTo(output.resolve("prod.md"))
                .exists();
        try (var files = Files.list(output)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void files_of_somebody_else_are_not_overwritten_and_those_of_the_command_are() throws IOException {
        Path output = Files.createDirectories(root.resolve("pages"));
        Path mine = Files.writeString(output.resolve("dev.md"), "My notes about dev.");

        Run refused = run("docs", "--output", output.toString());

        assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(refused.err())
                .contains("Nothing is written: " + mine + " is there already", "another folder", "delete the file");
        assertThat(mine).hasContent("My notes about dev.");
        assertThat(output.resolve("dev.html")).doesNotExist();

        Files.delete(mine);
        assertThat(run("docs", "--output", output.toString()).status()).isEqualTo(ExitStatus.DONE);
        assertThat(run("docs", "--output", output.toString()).status()).isEqualTo(ExitStatus.DONE);
        assertThat(mine).content().contains("# Data actions of the environment dev");
    }

    @Test
    void a_mistake_in_one_environment_is_named_and_no_file_is_written() throws IOException {
        addEnvironment("prod", Map.of());

        Run run = run("docs");

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.all())
                .contains(
                        "Error: cdk.json: environments.prod.upstreams.users: missing; action FetchUser calls it. Add its"
                                + " URL");
        assertThat(root.resolve("target")).doesNotExist();
        assertThat(run("docs", "-e", "dve").all()).contains("cdk.json has no environment dve; did you mean dev?");
    }

    @Test
    void a_folder_that_is_a_file_is_named() throws IOException {
        Files.writeString(root.resolve("taken"), "");

        Run run = run("docs", "--output", root.resolve("taken").toString());

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.err())
                .contains("Cannot read or write " + root.resolve("taken"))
                .doesNotContain("\tat ");
    }

    @Test
    void a_contract_that_is_not_recorded_is_a_draft() throws IOException {
        Files.delete(project.lockFile());

        Run run = run("docs");

        assertThat(run.status()).as(run.all()).isEqualTo(ExitStatus.DONE);
        assertThat(run.err()).contains("FetchUser: draft");
        assertThat(root.resolve("target/docs/dev.md")).content().contains("1 (draft: not recorded yet)");
        assertThat(project.lockFile()).doesNotExist();
    }

    /** The emulator of Genesys flattens the contract that is registered; the handbook flattens the definition. */
    @Test
    void the_outputs_are_those_that_the_emulator_of_genesys_shows() throws IOException {
        run("docs");
        String markdown = Files.readString(root.resolve("target/docs/dev.md"));
        List<Contract> contracts = DefinitionSet.load(project.actions()).contracts();

        assertThat(contracts).hasSize(2);
        for (Contract contract : contracts) {
            ObjectNode flat = Flattening.schema(JSON.readTree(contract.successSchema()));
            List<String> rows = flat.path("properties").properties().stream()
                    .map(each -> "| `" + each.getKey() + "` | " + type(each.getValue()) + " |")
                    .toList();
            String section = markdown.substring(markdown.indexOf("\n## " + contract.registeredName() + "\n"));
            section = section.substring(section.indexOf("\n### Outputs\n"), section.indexOf("\n### Outcomes\n"));

            assertThat(section.lines()
                            .filter(line -> line.startsWith("| `"))
                            .map(line -> line.replaceFirst("^(\\| [^|]* \\| [^|]* \\|).*", "$1")))
                    .containsExactlyElementsOf(rows);
        }
    }

    private static String type(JsonNode schema) {
        return switch (schema.path("type").asText()) {
            case "string" -> "String";
            case "integer" -> "Integer";
            case "number" -> "Decimal";
            case "boolean" -> "Boolean";
            default -> type(schema.path("items")) + " collection";
        };
    }
}
