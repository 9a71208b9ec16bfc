package dataactions.infra.handbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.authoring.DefinitionSet;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** What stands on the page, for each kind of action. */
class HandbookTest {
    @TempDir
    private static Path folder;

    private static DefinitionSet definitions;
    private static String html;
    private static String markdown;
    private static HtmlDocument page;

    @BeforeAll
    static void a_page() {
        definitions = HandbookFixture.definitions(folder.resolve("actions"));
        Handbook handbook = Handbook.of(HandbookFixture.environment("url"), definitions);
        html = handbook.html();
        markdown = handbook.markdown();
        page = new HtmlDocument(html);
    }

    // Content

    @Test
    void an_action_is_named_as_architect_finds_it_in_this_environment() {
        assertThat(facts("fetchuser"))
                .containsEntry("Name in Architect", "FetchUser")
                .containsEntry("Category", "Customer Data (test)")
                .containsEntry("Integration", "Data actions (test)")
                .containsEntry("Contract", "2")
                .containsEntry("Older contracts in service", "FetchUser (contract 1)")
                .containsEntry("Secure", "no")
                .doesNotContainKey("Slow");
    }

    private static Map<String, String> facts(String section) {
        return HtmlDocument.in(HtmlDocument.in(page.section(section), "dl").get(0), "div").stream()
                .collect(Collectors.toMap(
                        each -> HtmlDocument.in(each, "dt").get(0).getTextContent(),
                        each -> HtmlDocument.in(each, "dd").get(0).getTextContent()));
    }

    @Test
    void an_input_has_its_type_its_constraints_and_an_example_that_works() {
        assertThat(page.rows("createreport-inputs"))
                .containsExactly(
                        List.of("Input", "Type", "Required", "Constraints", "Description", "Example"),
                        List.of("conversationId", "String", "yes", "at most 64 characters", "", "conv-1"),
                        List.of("customerId", "String", "yes", "at most 64 characters", "", "c8"),
                        List.of(
                                "month",
                                "String",
                                "yes",
                                "the whole value matches [0-9]{4}-[0-9]{2}",
                                "Such as 2026-11",
                                "2026-11"));
        assertThat(page.rows("createticket-inputs"))
                .contains(List.of("urgent", "Boolean", "no; if it is not set: false", "", ""));
    }

    @Test
    void outputs_have_the_names_and_types_of_architect_also_in_lists_and_objects() {
        assertThat(page.rows("listtodos-outputs"))
                .extracting(row -> row.get(0) + ": " + row.get(1))
                .containsExactly(
                        "Output: Type",
                        "status: String",
                        "data.total: Integer",
                        "data.completedShare: Decimal",
                        "data.titles: String collection",
                        "data.firstOpen.id: Integer",
                        "data.firstOpen.title: String",
                        "data.todos.id: Integer collection",
                        "data.todos.title: String collection",
                        "data.todos.completed: Boolean collection",
                        "error: String",
                        "errorCode: String",
                        "requestId: String");
        assertThat(page.rows("customerorders-outputs"))
                .contains(List.of("data.customerId", "String", "", "MAPPING_FAILED"))
                .contains(List.of("data.name", "String", "", "Unknown"));
    }

    @Test
    void an_outcome_says_when_and_what_a_flow_sees() {
        assertThat(page.rows("createreport-outcomes"))
                .startsWith(
                        List.of("Code", "When", "In every flow"),
                        List.of(
                                "CUSTOMER_NOT_FOUND",
                                "the upstream crm answers HTTP 404; error is “No such customer”",
                                "Success path; status is error, errorCode is CUSTOMER_NOT_FOUND"))
                .extracting(row -> row.get(0))
                .containsExactly(
                        "Code",
                        "CUSTOMER_NOT_FOUND",
                        "REPORT_EXISTS",
                        "INVALID_INPUT",
                        "UPSTREAM_REJECTED",
                        "MAPPING_FAILED",
                        "RESULT_TOO_LARGE");
    }

    @Test
    void a_flat_answer_names_outcomes_by_an_output_or_takes_the_failure_path() {
        assertThat(page.rows("createticket-outcomes"))
                .contains(List.of(
                        "TICKET_EXISTS",
                        "the upstream crm answers HTTP 409; error is “There is such a ticket”",
                        "Success path; outcome is TICKET_EXISTS"));
        assertThat(page.rows("flat-answer-outcomes"))
                .contains(
                        List.of("Code", "When", "In a voice flow", "In other flows"),
                        List.of(
                                "EXISTS",
                                "the upstream crm answers HTTP 409; error is “It exists”",
                                "Failure path; the code cannot be read",
                                "Failure path; its errorCode and message can be bound"));
        assertThat(page.section("flat-answer-outcomes").getTextContent())
                .contains("If the upstream crm answers HTTP 404, the call is a success without that answer")
                .doesNotContain("NOT_FOUND");
        assertThat(page.rows("slow-flat-outcomes"))
                .anySatisfy(row -> assertThat(row.subList(0, 1)).containsExactly("NOT_FOUND"))
                .filteredOn(row -> row.get(0).equals("NOT_FOUND"))
                .singleElement()
                .asList()
                .last()
                .isEqualTo("Success path; state is the upstream's HTTP status");
    }

    @Test
    void an_example_has_the_inputs_and_what_the_flow_gets() {
        assertThat(page.rows("customerorders-examples"))
                .contains(
                        List.of(
                                "a business customer",
                                "phone = +4930123456",
                                "Success pathstatus = successdata.customerId = c/7data.name = Anndata.openOrders = 1"
                                        + "data.newest = 4711data.owes = 12.50"),
                        List.of(
                                "a stranger",
                                "phone = +4930999999",
                                "Success pathstatus = errorerror = No customer has this phone numbererrorCode ="
                                        + " CUSTOMER_NOT_FOUND"));
        assertThat(page.rows("createreport-examples"))
                .contains(List.of(
                        "the upstream is down",
                        "conversationId = conv-1customerId = c8month = 2026-08",
                        "Failure path: UPSTREAM_UNAVAILABLE"));
    }

    @Test
    void a_secure_action_says_so_and_shows_no_example() {
        assertThat(facts("hostile-text")).containsEntry("Secure", "yes");
        assertThat(page.hasSection("hostile-text-examples")).isFalse();
        assertThat(html + markdown).doesNotContain("8642");
    }

    @Test
    void a_slow_action_leads_to_its_result_action() {
        assertThat(facts("createreport")).containsEntry("Slow", "yes; the result comes from CreateReportResult");
        assertThat(page.section("createreport-result").getTextContent())
                .contains("If the result is not there after 2 s, status is pending.")
                .contains("5 min 30 s after the call there is an answer in any case. A result is kept for 1 h.")
                .contains("RESULT_NOT_FOUND");
        assertThat(page.rows("createreport-result"))
                .extracting(row -> row.get(0))
                .containsExactly("Input", "requestId", "wait");
        assertThat(page.section("slow-flat-result").getTextContent())
                .contains("state is pending")
                .contains("with job of that answer");
        assertThat(page.hasSection("fetchuser-result")).isFalse();
    }

    @Test
    void the_way_names_the_host_of_each_step_and_its_condition() {
        String way = page.section("customerorders-way").getTextContent();

        assertThat(way)
                .contains(
                        "The function calls the upstream crm at crm.example.com:8443: GET /customers (step customer).")
                .contains("(step balance), only if steps.customer.items[0].tier = \"business\".")
                .contains("its Function URL, with the caller secret");
        assertThat(HtmlDocument.in(page.section("customerorders-way"), "rect").stream()
                        .filter(each -> each.getAttribute("class").startsWith("upstream")))
                .hasSize(3);
        assertThat(page.section("createreport-way").getTextContent()).contains("The worker calls the upstream crm");
    }

    @Test
    void an_older_contract_has_its_own_name_and_outputs() {
        Element older = page.section("fetchuser-contract-1");

        assertThat(older.getTextContent())
                .contains("Flows that were published with contract 1 keep calling FetchUser (contract 1)")
                .contains("Draw new flows with FetchUser.");
        List<String> columns = new ArrayList<>();
        HtmlDocument.in(older, "caption").forEach(each -> columns.add(each.getTextContent()));
        assertThat(columns)
                .containsExactly(
                        "Inputs of FetchUser (contract 1)", "Outputs of FetchUser (contract 1) on the Success path");
    }

    @Test
    void the_faults_are_those_that_this_environment_can_have() throws IOException {
        Files.createDirectories(folder.resolve("one"));
        Files.copy(folder.resolve("actions/flat.yaml"), folder.resolve("one/flat.yaml"));
        DefinitionSet fast = DefinitionSet.loadWithDrafts(folder.resolve("one"));
        HtmlDocument iam = new HtmlDocument(
                Handbook.of(HandbookFixture.environment("iam"), fast).html());

        assertThat(codes(page))
                .contains("UNAUTHORIZED", "JOB_LOST", "UPSTREAM_TIMEOUT")
                .doesNotContain("NOT_FOUND");
        assertThat(codes(iam)).contains("UPSTREAM_TIMEOUT").doesNotContain("UNAUTHORIZED", "JOB_LOST");
        assertThat(iam.section("flat-answer-way").getTextContent())
                .contains("by IAM, with a role for this organization");
    }

    private static List<String> codes(HtmlDocument document) {
        return document.rows("faults").stream().map(row -> row.get(0)).toList();
    }

    // Text from definitions

    @Test
    void text_of_a_definition_stays_text() {
        assertThat(page.all("script")).hasSize(1);
        assertThat(page.all("b")).isEmpty();
        assertThat(HtmlDocument.in(page.section("hostile-text"), "p").get(0).getTextContent())
                .isEqualTo(HandbookFixture.HOSTILE_DESCRIPTION);
        assertThat(page.rows("hostile-text-outputs"))
                .contains(List.of("data.valid", "Boolean", "</td></tr></table><b>\uFFFD", "MAPPING_FAILED"));
    }

    @Test
    void text_of_a_definition_makes_no_markup_and_no_column_in_markdown() {
        String hostile = markdown.substring(markdown.indexOf("\n## Hostile-Text"), markdown.indexOf("\n## ListTodos"));
        String outsideOfCode = hostile.replaceAll("(?s)```.*?```", "")
                .replaceAll("(?<!\\\\)`[^`\n]*`", "")
                .replaceAll("<a id=\"[a-z0-9-]+\"></a>", "");

        assertThat(outsideOfCode).doesNotContain("<").contains("&lt;script&gt;alert(1)&lt;/script&gt; \\| \\`tick");
        assertThat(outsideOfCode).contains("\\*bold\\* \\[x\\](javascript:alert(1)) &amp;amp;");
        assertThat(hostile).contains("| first line - second \\| line |").contains("`[0-9]{4}\\|<x>`");
        List<List<Integer>> tables = new ArrayList<>();
        for (String line : markdown.split("\n")) {
            if (!line.startsWith("|")) {
                tables.add(new ArrayList<>());
            } else {
                tables.get(tables.size() - 1).add(line.split("(?<!\\\\)\\|", -1).length);
            }
        }
        assertThat(tables)
                .filteredOn(each -> !each.isEmpty())
                .hasSizeGreaterThan(20)
                .allSatisfy(table -> assertThat(table.stream().distinct()).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"- a list", "+ a list", "1. a list", "1) a list", "=== a rule", "# a heading", "> a quote"})
    void a_description_begins_nothing_in_markdown(String description) throws IOException {
        Path one = Files.createDirectories(folder.resolve("begins-" + Math.abs(description.hashCode())));
        Files.writeString(
                one.resolve("a.yaml"),
                "name: A\ncategory: C\ndescription: '" + description
                        + "'\nrequest: {upstream: crm, path: /}\noutput: {id: {type: string}}\n");

        String text = Handbook.of(HandbookFixture.environment("url"), DefinitionSet.loadWithDrafts(one))
                .markdown();

        assertThat(text.lines().filter(line -> line.endsWith(description.substring(description.indexOf('a')))))
                .singleElement()
                .asString()
                .containsPattern("^(\\\\|&|[0-9]+\\\\)");
    }

    @Test
    void no_setting_of_the_environment_that_is_nobodys_business_is_on_the_page() {
        assertThat(HandbookFixture.settingsThatStayInside())
                .allSatisfy(setting -> assertThat(html + markdown).doesNotContain(setting));
    }

    // The file

    @Test
    void the_same_input_gives_the_same_bytes() throws IOException {
        Environment environment = HandbookFixture.environment("url");
        Handbook again = Handbook.of(environment, DefinitionSet.loadWithDrafts(folder.resolve("actions")));
        Handbook.Written written = again.write(folder.resolve("new/folder"), "test");

        assertThat(written.html()).hasContent(html);
        assertThat(Files.readString(written.markdown())).isEqualTo(markdown);
        assertThat(Files.list(folder.resolve("new/folder"))).hasSize(2);
        assertThat(again.actions()).isEqualTo(9);
    }

    @Test
    void every_link_leads_to_a_place_on_the_page_and_none_leaves_it() {
        List<String> ids = Stream.of("section", "main", "h2", "h3", "h4")
                .flatMap(name -> page.all(name).stream())
                .map(each -> each.getAttribute("id"))
                .filter(id -> !id.isEmpty())
                .toList();

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(page.all("a")).hasSizeGreaterThan(15).allSatisfy(link -> {
            assertThat(link.getAttribute("href")).startsWith("#");
            assertThat(ids).contains(link.getAttribute("href").substring(1));
        });
        assertThat(page.all("section"))
                .allSatisfy(section -> assertThat(ids).contains(section.getAttribute("aria-labelledby")));
        assertThat(html.replace("xmlns=\"http://www.w3.org/2000/svg\"", ""))
                .doesNotContain("http:", "https:", "src=", "@import", "url(");
        assertThat(matches("\\]\\(#([a-z0-9-]+)\\)", markdown))
                .hasSizeGreaterThan(15)
                .isSubsetOf(matches("<a id=\"([a-z0-9-]+)\">", markdown));
    }

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult each) -> each.group(1))
                .toList();
    }

    @Test
    void headings_are_in_order_and_tables_have_headers_with_a_scope() {
        List<Integer> levels =
                matches("<h([1-6])[ >]", html).stream().map(Integer::valueOf).toList();

        assertThat(levels.get(0)).isEqualTo(1);
        assertThat(levels.stream().filter(level -> level == 1)).hasSize(1);
        for (int i = 1; i < levels.size(); i++) {
            assertThat(levels.get(i)).isLessThanOrEqualTo(levels.get(i - 1) + 1);
        }
        assertThat(page.all("th"))
                .allSatisfy(cell -> assertThat(cell.getAttribute("scope")).isIn("row", "col"));
        assertThat(page.all("table")).hasSize(page.all("caption").size());
        assertThat(page.all("svg"))
                .allSatisfy(each -> assertThat(each.getAttribute("aria-label")).isNotBlank());
    }

    /** With a wrong digest a browser shows the page without style. */
    @Test
    void the_policy_of_the_page_allows_its_style_and_its_script_and_nothing_else() throws Exception {
        String policy = page.all("meta").stream()
                .map(each -> each.getAttribute("content"))
                .filter(each -> each.contains("default-src"))
                .findFirst()
                .orElseThrow();

        assertThat(policy)
                .contains("default-src 'none'")
                .contains("style-src 'sha256-" + digest("style") + "'")
                .contains("script-src 'sha256-" + digest("script") + "'")
                .doesNotContain("unsafe");
    }

    private static String digest(String element) throws Exception {
        String text = page.all(element).get(0).getTextContent();
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void an_upstream_that_the_environment_lacks_is_named() {
        Environment without = Environment.of(
                "prod",
                Map.of(
                        "genesys",
                        Map.of("domain", "mypurecloud.de", "credentialsSecret", "s"),
                        "upstreams",
                        Map.of("users", Map.of("url", "https://users.example.com"))));

        assertThatThrownBy(() -> Handbook.of(without, definitions))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "cdk.json: environments.prod.upstreams.crm: missing; action CreateReport calls it."
                                + " Add its URL");
    }
}
