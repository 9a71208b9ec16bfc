package dataactions.authoring.proposal.openapi;

import static dataactions.authoring.proposal.openapi.Fixtures.call;
import static dataactions.authoring.proposal.openapi.Fixtures.file;
import static dataactions.authoring.proposal.openapi.Fixtures.inputs;
import static dataactions.authoring.proposal.openapi.Fixtures.message;
import static dataactions.authoring.proposal.openapi.Fixtures.outputs;
import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.Body;
import dataactions.authoring.proposal.Parameter;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposedOutput;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.writer.DraftText;
import dataactions.definition.upstream.Auth;
import dataactions.definition.value.ValueType;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiFileTest {
    @Test
    void lists_the_operations_in_the_files_order() {
        assertThat(file("petshop.yaml").operations())
                .extracting(each -> each.id() + ": " + each.method() + " " + each.path() + " " + each.summary())
                .containsExactly(
                        "listPets: GET /pets Lists pets.",
                        "addPet: POST /pets Adds a pet to the **shop**. See the guide.",
                        "getPet: GET /pets/{petId} Finds a pet.",
                        "DELETE /pets/{petId}: DELETE /pets/{petId} ",
                        "hasPet: HEAD /pets/{petId} ",
                        "uploadPhoto: POST /pets/{petId}/photo ",
                        "setNote: PUT /pets/{petId}/note ",
                        "logIn: POST /login ");
    }

    @Test
    void an_operation_is_found_by_method_and_path_too() {
        assertThat(call("petshop.yaml", "get /pets/{petId}").pathTemplate()).isEqualTo("/pets/{petId}");
        assertThat(call("petshop.yaml", "DELETE /pets/{petId}").method()).isEqualTo("DELETE");
    }

    @Test
    void an_id_that_two_operations_share_names_neither() {
        assertThat(file("orders.json").operations())
                .extracting(Operation::id)
                .contains("GET /same", "POST /same")
                .doesNotContain("same");
    }

    @Test
    void an_unknown_operation_gets_the_nearest_name() {
        assertThat(message(() -> call("petshop.yaml", "getPets")))
                .isEqualTo("No operation \"getPets\" in petshop.yaml; did you mean getPet? --list shows the 8"
                        + " operations.");
        assertThat(message(() -> call("petshop.yaml", "x"))).contains("\"x\" in petshop.yaml. --list shows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"petshop.yaml", "orders.json", "tickets.yaml", "parts/openapi.yaml"})
    void the_projects_own_reader_accepts_the_draft_of_every_operation(String name) {
        OpenApiFile file = file(name);
        int drafts = 0;
        for (Operation each : file.operations()) {
            if (List.of("hasPet", "uploadPhoto").contains(each.id())) {
                continue;
            }
            ApiCall call = file.call(each.id(), Fixtures.URL);
            byte[] yaml = DraftText.of(new DraftText.Draft("Draft", "", "", "api", call, call.outputs(), List.of()));
            List<DefinitionProblem> problems = new ArrayList<>();
            DefinitionReader.read("draft.yaml", yaml, problems);
            assertThat(problems).as("%s:%n%s", each.id(), new String(yaml)).isEmpty();
            drafts++;
        }
        assertThat(drafts).isPositive();
    }

    @Test
    void a_path_parameter_becomes_an_input_with_its_limits_and_its_example() {
        ApiCall call = call("petshop.yaml", "getPet");

        assertThat(call.path()).hasSize(2).first().isEqualTo(new Piece.Fixed("/pets/"));
        assertThat(call.inputs()).singleElement().satisfies(input -> {
            assertThat(input.name()).isEqualTo("petId");
            assertThat(input.type()).isEqualTo(ValueType.INTEGER);
            assertThat(input.required()).isTrue();
            assertThat(input.example()).contains(42L);
            assertThat(input.description()).isEqualTo("The pet's id");
            assertThat(input.constraints()).isEqualTo(Map.of("minimum", 1L));
        });
    }

    @Test
    void query_parameters_are_optional_inputs_and_an_only_value_is_fixed() {
        ApiCall call = call("petshop.yaml", "listPets");

        assertThat(inputs(call)).isEqualTo("""
                status string
                limit integer 10
                tags string
                ids string""");
        assertThat(call.inputs().get(0).constraints()).isEqualTo(Map.of("enum", List.of("available", "sold")));
        assertThat(call.headers()).containsExactly(Parameter.fixed("X-Request-Source", "ivr"));
    }

    @Test
    void what_a_parameter_has_and_a_definition_cannot_send_is_noted() {
        assertThat(call("petshop.yaml", "listPets").notes())
                .contains(
                        "Parameter tags: a list; the input is one of its values.",
                        "Parameter ids: a list; the input is one text with \",\" between the values.",
                        "Cookie session: a definition sends no cookies; left out.");
        assertThat(call("orders.json", "findOrders").notes())
                .contains(
                        "Parameter fields: a list; the input is one text with \"|\" between the values.",
                        "Parameter query: the input is a text that holds JSON.",
                        "Left out, because the API says that it is deprecated: parameter old.",
                        "Header Host: the HTTP client sets it, or it is no header; left out.");
    }

    @Test
    void an_object_in_the_query_is_one_parameter_for_each_member() {
        assertThat(call("orders.json", "findOrders").query())
                .extracting(Parameter::name)
                .containsExactly("filter[state]", "size", "query", "fields");
    }

    @Test
    void a_parameter_that_looks_like_a_credential_is_no_input() {
        ApiCall call = call("orders.json", "findOrders");

        assertThat(call.query()).extracting(Parameter::name).doesNotContain("api_key");
        assertThat(call.notes()).anyMatch(each -> each.startsWith("Parameter api_key: by its name a credential"));
        // The key of the security scheme needs no note.
        assertThat(call("petshop.yaml", "listPets").notes()).noneMatch(each -> each.contains("X-Shop-Key"));
    }

    @Test
    void an_array_as_answer_becomes_one_output() {
        ApiCall call = call("petshop.yaml", "listPets");

        assertThat(outputs(call)).isEqualTo("items array $");
        assertThat(call.outputs().get(0).items().properties())
                .extracting(ProposedOutput::name)
                .containsExactly("id", "name", "status", "category");
        assertThat(call.notes())
                .contains("Left out, because Genesys has no array in an array: photoUrls, vaccinations.");
    }

    @Test
    void nested_objects_become_one_output_for_each_value() {
        assertThat(outputs(call("petshop.yaml", "getPet"))).isEqualTo("""
                id integer id
                name string name
                status string status
                photoUrls array photoUrls
                vaccinations array vaccinations
                categoryId integer category.id
                categoryName string category.name""");
    }

    @Test
    void a_member_of_requests_only_is_no_output_and_one_of_answers_only_no_input() {
        assertThat(outputs(call("petshop.yaml", "getPet"))).doesNotContain("secretNote");
        assertThat(inputs(call("petshop.yaml", "addPet"))).doesNotContain("internal");
    }

    @Test
    void the_body_is_a_tree_whose_scalars_are_inputs() {
        ApiCall call = call("petshop.yaml", "addPet");

        assertThat(inputs(call)).isEqualTo("""
                name string required Rex
                categoryId integer 3
                categoryName string Dogs
                photoUrls string required https://example.com/rex.png
                ageYears number 4""");
        Map<?, ?> tree = (Map<?, ?>) ((Body.Json) call.body().orElseThrow()).tree();
        assertThat(tree.keySet()).hasToString("[name, category, photoUrls, ageYears, kind]");
        assertThat(tree.get("kind")).isEqualTo(new Piece.Fixed("pet"));
        assertThat(tree.get("photoUrls")).asList().hasSize(1);
        assertThat(call.notes())
                .contains(
                        "A list in the body, of which the definition sends one item: photoUrls.",
                        "Left out, because it is optional and has required members; add it by hand if you need it: body"
                                + " member chip.",
                        "Left out, because the API says that it is deprecated: body member shelf.");
    }

    @Test
    void a_pattern_matches_the_whole_text_in_a_definition() {
        assertThat(call("petshop.yaml", "addPet").inputs().get(0).constraints())
                .isEqualTo(Map.of("pattern", "[A-Z][a-z]+", "minLength", 2L, "maxLength", 40L));
        assertThat(call("orders.json", "getCustomer").inputs().get(0).constraints())
                .isEqualTo(Map.of("pattern", "(?s).*(?:[0-9]{3}-C|X).*"));
    }

    @Test
    void a_required_input_without_an_example_gets_a_value_that_its_pattern_accepts() {
        ApiCall call = call("orders.json", "getCustomer");

        assertThat(inputs(call)).isEqualTo("customerId string required 000-C");
        assertThat(call.notes())
                .contains("customerId: the example in the file does not fit its schema, and is left out.");
    }

    @Test
    void error_statuses_come_with_their_descriptions_but_not_faults() {
        assertThat(call("petshop.yaml", "addPet").errors())
                .isEqualTo(Map.of(400, "Invalid pet", 409, "There is such a pet"));
        assertThat(call("orders.json", "placeOrder").errors())
                .isEqualTo(Map.of(422, "The order cannot be delivered. Try another address."));
        assertThat(call("orders.json", "findOrders").errors()).isEqualTo(Map.of(404, ""));
    }

    @Test
    void an_example_of_the_file_is_the_answer() {
        assertThat(call("petshop.yaml", "addPet").answers())
                .singleElement()
                .asString()
                .isEqualTo("{id=7, name=Rex, status=available, category={id=3, name=Dogs}, photoUrls=[]}");
        assertThat(call("petshop.yaml", "addPet").notes()).noneMatch(each -> each.contains("made from the schema"));
    }

    @Test
    void without_an_example_an_answer_is_made_from_the_schema() {
        ApiCall call = file("tickets.yaml").call("getTree", Fixtures.URL);

        assertThat(call.answers()).singleElement().isEqualTo(Map.of("value", 1L, "children", List.of()));
        assertThat(call.notes()).contains("The example's answer is made from the schema; replace it by a real one.");
    }

    @Test
    void an_example_that_contradicts_its_schema_is_left_out() {
        ApiCall call = call("orders.json", "getCustomer");

        assertThat(call.answers()).hasSize(1);
        assertThat(call.notes()).contains("An example of the answer does not fit the schema of id, and is left out.");
    }

    @Test
    void the_servers_variables_have_their_defaults() {
        ApiCall call = call("petshop.yaml", "getPet");

        assertThat(call.base()).isEqualTo(URI.create("https://eu.petshop.example.com/v2"));
        assertThat(call.notes())
                .contains("The server's variable region has its default value; cdk.json has the URL for each"
                        + " environment.");
    }

    @Test
    void the_first_server_that_an_upstream_can_have_counts() {
        assertThat(call("orders.json", "getCustomer").base()).isEqualTo(URI.create("https://orders.example.com/api"));
    }

    @Test
    void a_server_without_a_host_needs_a_url() {
        assertThat(message(() -> call("tickets.yaml", "getTicket")))
                .isEqualTo("The file names no server with a host, only the path /api/v3. Add the base URL: --url"
                        + " https://api.example.com/api/v3");
        assertThat(file("tickets.yaml").call("getTicket", Fixtures.URL).base()).isEqualTo(Fixtures.URL.orElseThrow());
    }

    @Test
    void an_api_key_a_bearer_token_and_client_credentials_become_the_auth() {
        assertThat(auth("petshop.yaml", "getPet")).isEqualTo(new Auth.ApiKey(false, "X-Shop-Key", "s"));
        assertThat(auth("orders.json", "getCustomer")).isEqualTo(new Auth.Bearer("s"));
        assertThat(auth("orders.json", "findOrders"))
                .isEqualTo(new Auth.OAuth2(
                        URI.create("https://orders.example.com/oauth/token"),
                        "s",
                        Optional.of("orders.read customers.read"),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(auth("orders.json", "placeOrder")).isEqualTo(new Auth.Basic("s"));
    }

    private static Auth auth(String file, String operation) {
        return call(file, operation).credential().orElseThrow().auth("s");
    }

    @Test
    void an_operation_without_security_has_no_credential() {
        assertThat(call("petshop.yaml", "logIn").credential()).isEmpty();
    }

    @Test
    void what_an_upstream_cannot_have_as_auth_is_noted() {
        assertThat(call("orders.json", "placeOrder").notes())
                .contains("The API wants 2 credentials at once (basic, key); an upstream's auth is one of them.");
        ApiCall call = file("tickets.yaml").call("getTicket", Fixtures.URL);
        assertThat(call.credential()).isEmpty();
        assertThat(call.notes())
                .contains("The security scheme cookie is a key in a cookie, which an upstream cannot have.");
    }

    @Test
    void all_of_is_merged_and_a_shared_part_is_no_repetition() {
        assertThat(outputs(call("orders.json", "placeOrder"))).isEqualTo("""
                id string id
                createdAt string createdAt
                note string note
                lines array lines
                gifts array gifts
                shipStreet string ship.street
                shipZip string ship.zip
                paymentLast4 string payment.last4""");
    }

    @Test
    void a_schema_that_leads_back_to_itself_is_cut_with_a_note() {
        ApiCall customer = call("orders.json", "getCustomer");
        assertThat(outputs(customer)).doesNotContain("parent");
        assertThat(customer.notes()).contains("Left out, because it repeats an object that it is in: parent.");

        ApiCall tree = file("tickets.yaml").call("getTree", Fixtures.URL);
        assertThat(outputs(tree)).isEqualTo("value integer value");
        assertThat(tree.notes()).contains("Left out, because it repeats an object that it is in: children, left.");
    }

    @Test
    void a_schema_that_is_a_part_of_itself_is_read_once() {
        assertThat(outputs(file("tickets.yaml").call("selfMade", Fixtures.URL))).isEqualTo("tail string tail");
    }

    @Test
    void lists_of_types_and_null_are_read_as_in_openapi_3_1() {
        ApiCall ticket = file("tickets.yaml").call("getTicket", Fixtures.URL);

        assertThat(outputs(ticket)).isEqualTo("""
                id string id
                state string state
                closedAt string closedAt
                priority string priority
                history array history
                assigneeName string assignee.name""");
        assertThat(inputs(ticket)).isEqualTo("""
                id string required 123e4567-e89b-12d3-a456-426614174000
                depth integer""");
        assertThat(ticket.inputs().get(1).constraints()).isEqualTo(Map.of("minimum", 1L, "maximum", 5L));
        assertThat(ticket.query()).contains(Parameter.fixed("version", "2024-10"));
    }

    @Test
    void several_types_become_the_one_that_takes_them_all() {
        ApiCall call = file("tickets.yaml").call("getWide", Fixtures.URL);

        assertThat(outputs(call)).isEqualTo("""
                number number number
                either string either
                mixed string mixed
                listOrOne array listOrOne
                withDot string `with.dot`""");
        assertThat(call.notes())
                .contains(
                        "Left out, because it has no members that the file knows: labels.",
                        "Left out, because its type is not known: anything.",
                        "Left out, because JSONata cannot name it: a member of the answer.");
    }

    @Test
    void a_name_with_a_hyphen_gets_backticks() {
        assertThat(outputs(call("orders.json", "findOrders"))).isEqualTo("""
                content array content
                pageInfoTotalElements integer `page-info`.`total-elements`""");
    }

    @Test
    void a_form_has_fields_and_a_text_is_one_input() {
        Body form = call("petshop.yaml", "logIn").body().orElseThrow();
        assertThat(((Body.Form) form).fields()).extracting(Parameter::name).containsExactly("user", "remember");
        assertThat(inputs(call("petshop.yaml", "logIn"))).isEqualTo("user string required anna\nremember boolean");

        ApiCall note = call("petshop.yaml", "setNote");
        assertThat(note.body().orElseThrow()).isInstanceOf(Body.Text.class);
        assertThat(inputs(note)).endsWith("text string required Bites");
    }

    @Test
    void a_media_type_of_its_own_is_named_in_a_header() {
        assertThat(call("petshop.yaml", "getPet").headers())
                .containsExactly(Parameter.fixed("Accept", "application/vnd.petshop+json"));
        assertThat(call("orders.json", "POST /same").headers())
                .containsExactly(Parameter.fixed("Content-Type", "application/merge-patch+json"));
    }

    @Test
    void a_body_that_has_an_example_only_is_read_from_it() {
        ApiCall call = file("orders.json").call("POST /same", Fixtures.URL);

        assertThat(inputs(call)).isEqualTo("""
                a integer required 1
                bC string required x
                bD boolean required true""");
        assertThat(call.answers()).containsExactly(Map.of("ok", true));
    }

    @Test
    void an_operation_that_a_definition_cannot_send_is_refused() {
        assertThat(message(() -> call("petshop.yaml", "hasPet")))
                .isEqualTo("hasPet: its method is HEAD, expected GET, POST, PUT, PATCH or DELETE: a definition cannot"
                        + " send another. Choose another operation.");
        assertThat(message(() -> call("petshop.yaml", "uploadPhoto")))
                .startsWith("uploadPhoto: needs a body of the type multipart/form-data, expected application/json");
    }

    @Test
    void an_answer_that_is_no_json_or_has_no_body_is_noted() {
        assertThat(call("petshop.yaml", "setNote").notes())
                .contains("A successful answer is text/csv, expected JSON: the function reports any other answer as"
                        + " UPSTREAM_INVALID.");
        assertThat(call("petshop.yaml", "DELETE /pets/{petId}").notes())
                .contains("The file says that a successful answer has no body.");
    }

    @Test
    void references_lead_into_other_files() {
        ApiCall call = call("parts/openapi.yaml", "getThing");

        assertThat(inputs(call)).isEqualTo("thingId integer required 1");
        assertThat(outputs(call)).isEqualTo("id integer id\npartSize number part.size");
        assertThat(call.answers()).containsExactly(Map.of("id", 1L, "part", Map.of("size", new BigDecimal("1.5"))));
    }
}
