package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.contract.LockFile;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.definition.value.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleCallsTest {
    @TempDir
    Path folder;

    private List<?> examples() {
        Workspace workspace = Workspace.read(folder);
        assertThat(workspace.problems()).isEmpty();
        Map<?, ?> root = (Map<?, ?>) Json.parse(ExampleCalls.write(workspace), Json.Limits.DEFAULT);
        assertThat(root.get("requestId")).isEqualTo("example-request-id");
        return (List<?>) root.get("examples");
    }

    private static Map<?, ?> example(List<?> examples, String name) {
        return examples.stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each -> each.get("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> paths(Map<?, ?> example) {
        return ((List<?>) example.get("calls"))
                .stream()
                        .map(each -> ((Map<?, ?>) each).get("method") + " " + ((Map<?, ?>) each).get("path"))
                        .toList();
    }

    @Test
    void each_step_that_an_example_reaches_is_a_call_with_that_steps_response() throws Exception {
        Files.copy(Path.of("patterns/customer-orders.yaml"), folder.resolve("customer-orders.yaml"));

        List<?> examples = examples();

        assertThat(paths(example(examples, "a business customer")))
                .containsExactly(
                        "GET /customers?phone=%2B4930123456",
                        "GET /customers/c%2F7/orders?status=open&status=shipped", "GET /accounts/a-1/balance");
        assertThat(paths(example(examples, "a private customer who never ordered")))
                .hasSize(2);
        Map<?, ?> stranger = example(examples, "a stranger");
        assertThat(paths(stranger)).hasSize(1);
        assertThat(stranger.get("success")).isEqualTo(false);
        assertThat(example(examples, "a business customer").get("success")).isEqualTo(true);
    }

    @Test
    void the_body_is_what_is_sent_with_the_request_id_in_it() throws Exception {
        Files.copy(Path.of("patterns/create-ticket.yaml"), folder.resolve("create-ticket.yaml"));

        Map<?, ?> call = (Map<?, ?>) ((List<?>) example(examples(), "opened").get("calls")).get(0);

        assertThat(call.get("body"))
                .isEqualTo("{\"subject\":\"No \\\"dial\\\" tone\",\"urgent\":false,"
                        + "\"source\":\"genesys-example-request-id\"}");
        assertThat(((Map<?, ?>) call.get("response")).get("status")).isEqualTo(201L);
    }

    @Test
    void an_example_that_is_refused_before_anything_is_sent_has_no_calls() throws Exception {
        Yaml.write(
                folder,
                "fetch-user.yaml",
                Yaml.GOOD + "  - name: no id\n    input: {}\n    errorCode: INVALID_INPUT\n");

        assertThat(paths(example(examples(), "no id"))).isEmpty();
        assertThat(paths(example(examples(), "a known user"))).hasSize(1);
    }

    /** Its checks and its flows go on while it is in service: they send what the frozen definition says. */
    @Test
    void an_older_contract_that_sends_something_else_has_calls_of_its_own() throws Exception {
        DefinitionFile old = Yaml.read(Yaml.GOOD);
        Yaml.write(folder, "fetch-user.yaml", Yaml.with("path: /users/", "path: /v2/users/"));
        LockFile lock = LockFile.empty().with(old.definition());
        lock.with("FetchUser", lock.entries().get("FetchUser").next(old.definition()))
                .write(folder, LockFile.empty());

        assertThat(paths(example(examples(), "a known user"))).containsExactly("GET /v2/users/1", "GET /users/1");
    }
}
