package dataactions.registrar;

import static dataactions.registrar.LifeCycleTest.failed;
import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.Rig.Resource;
import dataactions.registrar.TestOrg.Fault;
import dataactions.registrar.genesys.calls.ErrorAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a person is told when something goes wrong: all of it, in 400 characters, however long the names are. */
class MessagesTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern SITE = Pattern.compile("Failure\\.(of|genesys)\\(|\\.saying\\(");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** Whatever else has to be said, half of the room is the next step's. */
    private static final int LONGEST_STEP = 165;

    private static final String LONG = "Aa".repeat(128);

    private final Rig rig = new Rig();

    /** Every place in the code where a failure is made: it names a next step, and one that is never cut. */
    @TestFactory
    Stream<DynamicTest> every_failure_has_a_next_step_that_fits() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(it -> it.toString().endsWith(".java")).sorted().toList()) {
                String text = Files.readString(file);
                Matcher site = SITE.matcher(text);
                while (site.find()) {
                    List<String> arguments = arguments(text, site.end());
                    int line = 1
                            + (int) text.substring(0, site.start())
                                    .chars()
                                    .filter(c -> c == '\n')
                                    .count();
                    boolean saying = site.group().startsWith(".saying");
                    if (arguments.size() < (saying ? 2 : 3)) {
                        continue;
                    }
                    String what = arguments.get(saying ? 0 : 1);
                    String next = arguments.get(saying ? 1 : 2);
                    tests.add(DynamicTest.dynamicTest(file.getFileName() + ":" + line, () -> {
                        assertThat(next.strip()).isNotEqualTo("\"\"");
                        assertThat(literals(next)).hasSizeLessThanOrEqualTo(LONGEST_STEP);
                        assertThat(literals(what)).hasSizeLessThanOrEqualTo(400 - LONGEST_STEP);
                        if (next.strip().startsWith("\"")) {
                            assertThat(literals(next)).matches("[A-Z].*");
                        }
                    }));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(50);
        return tests.stream();
    }

    private static String literals(String expression) {
        StringBuilder all = new StringBuilder();
        Matcher literal = LITERAL.matcher(expression);
        while (literal.find()) {
            all.append(literal.group(1));
        }
        return all.toString();
    }

    /** The arguments of a call, from behind its opening parenthesis; commas in texts and in inner calls are theirs. */
    private static List<String> arguments(String text, int from) {
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int start = from;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && text.charAt(i - 1) != '\\') {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && (c == ',' && depth == 0 || c == ')')) {
                if (c == ',' || depth == 0) {
                    arguments.add(text.substring(start, i));
                    start = i + 1;
                    if (c == ')') {
                        return arguments;
                    }
                } else {
                    depth--;
                }
            }
        }
        return arguments;
    }

    private static Resource named(Resource action) {
        return action.with("Name", LONG).with("Category", LONG);
    }

    private static String shown(JsonNode answer) {
        String reason = answer.path("Reason").asText();
        assertThat(reason).isNotBlank().hasSizeLessThanOrEqualTo(400).doesNotContain("\n");
        return reason;
    }

    @Test
    void however_the_creation_of_a_long_name_fails_it_is_one_line() {
        for (Fault fault : Fault.values()) {
            Rig each = new Rig();
            each.genesys.fault("create action", fault, fault, fault, fault, fault, fault, fault);
            JsonNode answer = each.create(named(Rig.action("integration-1")));
            if (answer.path("Status").asText().equals("FAILED")) {
                assertThat(shown(answer)).as(fault.name()).isNotEmpty();
            }
        }
    }

    @Test
    void a_contract_that_may_not_change_keeps_its_command() {
        Resource action = named(Rig.action("integration-1"));
        String made = id(rig.create(action));
        JsonNode answer =
                rig.update(made, action, action.with("SuccessSchema", "{\"type\":\"object\",\"properties\":{}}"));
        failed(answer);
        assertThat(shown(answer))
                .contains("The stack and the lock file disagree")
                .contains("./data-actions contract accept");
    }

    @Test
    void a_kept_action_of_a_long_name_with_many_flows_says_it_all() {
        Resource action = named(Rig.action("integration-1"));
        String made = id(rig.create(action));
        rig.genesys.published.put(
                made,
                Stream.iterate(1, it -> it + 1).limit(30).map(it -> it + LONG).toList());
        assertThat(shown(rig.delete(made, action)))
                .contains("is kept in Genesys as")
                .contains("(retired, contract 1)")
                .contains("and 27 more")
                .contains("Its calls fail from now on, because its contract is retired.")
                .endsWith("A later deployment removes it once no Architect flow uses it.");
    }

    @Test
    void a_guard_with_long_names_says_how_to_get_out() {
        Resource action = named(Rig.action("integration-1"));
        String made = id(rig.create(action));
        rig.genesys.published.put(made, List.of("1" + LONG, "2" + LONG, "3" + LONG, "4" + LONG));
        rig.stackStatus = "DELETE_IN_PROGRESS";
        JsonNode answer = rig.delete("destroy-guard", Rig.guard("refuse"));
        failed(answer);
        assertThat(shown(answer))
                .containsPattern("and 1 more use Aa.*Aa\\. Re-point")
                .endsWith("the used actions stay, renamed, and their calls fail.");
    }

    @Test
    void a_warning_about_a_long_name_says_what_to_do() {
        Resource action = Rig.action("integration-1");
        String made = id(rig.create(action));
        assertThat(shown(rig.update(made, action, named(action)))).contains("category and name");
    }

    @Test
    void a_secret_that_cannot_be_read_is_named_by_its_property() {
        JsonNode answer = rig.create(Rig.credential().with("SecretArn", "arn:other"));
        failed(answer);
        assertThat(shown(answer))
                .contains("property SecretArn")
                .contains("deploy again")
                .doesNotContain("arn:other");
    }

    /** A stack in DELETE_FAILED takes no deployment. */
    @Test
    void a_failed_delete_told_only_to_deploy_again() {
        Resource credential = Rig.credential();
        String made = id(rig.create(credential));
        rig.genesys.fault("delete credential", Fault.OUT_OF_MEMORY);
        assertThat(failed(rig.delete(made, credential))).contains("Deploy again, or delete the stack again; if");

        rig.genesys.beforeEveryCall = () -> {
            throw ErrorAnswer.of("delete it", "integrations:integration:delete", 403, Map.of(), "", null);
        };
        assertThat(failed(rig.delete(made, credential))).endsWith("then deploy again, or delete the stack again.");
        assertThat(failed(rig.create(credential))).endsWith("then deploy again.");
    }
}
