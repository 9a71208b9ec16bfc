package dataactions.genesys;

import static dataactions.genesys.OrgFixture.ACTIONS;
import static dataactions.genesys.OrgFixture.CREDENTIALS;
import static dataactions.genesys.OrgFixture.INTEGRATIONS;
import static dataactions.genesys.OrgFixture.configBody;
import static dataactions.genesys.OrgFixture.credentialBody;
import static dataactions.genesys.OrgFixture.integrationBody;
import static dataactions.genesys.OrgFixture.json;
import static dataactions.genesys.OrgFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.OrgFixture.Answer;
import dataactions.genesys.api.ApiResponse;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.api.Trees;
import dataactions.genesys.objects.ConsumingFlow;
import dataactions.genesys.objects.GenesysState;
import dataactions.genesys.objects.StoredActions;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Genesys Cloud does, the org does: by plain HTTP. */
class GenesysLifeCycleTest {

    private static final String CONSUMERS = "/api/v2/architect/dependencytracking/consumingresources";

    private final OrgFixture org = new OrgFixture();

    @AfterEach
    void close() {
        org.close();
    }

    // ---- the organization

    @Test
    void a_token_lives_a_day_and_is_of_type_bearer() {
        JsonNode token = org.askForToken("the-client", "the-secret", "grant_type=client_credentials")
                .ok()
                .json();

        assertThat(token.path("token_type").asText()).isEqualTo("bearer");
        assertThat(token.path("expires_in").asInt()).isEqualTo(86_400);
        assertThat(token.path("access_token").asText()).hasSizeGreaterThan(20);
    }

    @Test
    void the_organization_and_the_clients_grants_can_be_read_without_any_permission() {
        org.reconfigure(s -> s.withOrganization("1b0c2d3e-0000-4000-8000-000000000009", "Test org")
                .withClient(new OrgClient("the-client", "the-secret", Set.of("integrations:action:add"))));

        JsonNode me = org.get("/api/v2/organizations/me").ok().json();
        JsonNode subject = org.get("/api/v2/authorization/subjects/me").ok().json();

        assertThat(me.path("id").asText()).isEqualTo("1b0c2d3e-0000-4000-8000-000000000009");
        assertThat(me.path("name").asText()).isEqualTo("Test org");
        JsonNode policy = subject.at("/grants/0/role/policies/0");
        assertThat(policy.path("domain").asText()).isEqualTo("integrations");
        assertThat(policy.path("entityName").asText()).isEqualTo("action");
        assertThat(policy.path("actions").toString()).isEqualTo("[\"add\"]");
    }

    @Test
    void the_rate_limit_ends_with_its_minute() {
        org.reconfigure(s -> s.withRequestsPerMinute(1));
        org.get(INTEGRATIONS).ok();
        org.clock.sleep(Duration.ofSeconds(59));
        Answer refused = org.get(INTEGRATIONS);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");

        org.clock.sleep(Duration.ofSeconds(1));
        assertThat(org.get(INTEGRATIONS).status()).isEqualTo(200);
    }

    // ---- integrations and credentials

    @Test
    void a_new_integration_is_disabled_inactive_and_has_version_one() {
        JsonNode created =
                org.call("POST", INTEGRATIONS, integrationBody()).ok().json();
        String path = INTEGRATIONS + "/" + created.path("id").asText();

        assertThat(created.path("intendedState").asText()).isEqualTo("DISABLED");
        assertThat(created.at("/reportedState/code").asText()).isEqualTo("INACTIVE");
        assertThat(created.at("/integrationType/id").asText()).isEqualTo("custom-rest-actions");
        JsonNode config = org.get(path + "/config/current").ok().json();
        assertThat(config.path("version").asInt()).isEqualTo(1);
        assertThat(config.path("name").asText()).isEqualTo("Data actions (test)");
        assertThat(config.has("notes")).isFalse();
    }

    @Test
    void names_of_integrations_are_not_unique() {
        assertThat(org.integration()).isNotEqualTo(org.integration());
        assertThat(org.get(INTEGRATIONS).json().path("total").asInt()).isEqualTo(2);
    }

    @Test
    void a_configuration_is_put_whole_and_its_version_counts_up() {
        String path = INTEGRATIONS + "/" + org.integration();
        String credential = org.credential();
        ObjectNode body = configBody().put("name", "Renamed").put("notes", "Managed by CloudFormation: mark");
        body.putObject("credentials").putObject("basicAuth").put("id", credential);

        JsonNode answer = org.call("PUT", path + "/config/current", body).ok().json();

        assertThat(answer.path("version").asInt()).isEqualTo(2);
        JsonNode read = org.get(path + "?expand=config.current").ok().json();
        assertThat(read.path("name").asText()).isEqualTo("Renamed");
        assertThat(read.path("notes").asText()).isEqualTo("Managed by CloudFormation: mark");
        assertThat(read.path("config").path("current")).isEqualTo(answer);
        assertThat(answer.at("/credentials/basicAuth/id").asText()).isEqualTo(credential);
        assertThat(answer.toString()).doesNotContain("s3cret");
    }

    @Test
    void a_fresh_integration_has_notes_or_none_as_the_org_is_told() {
        org.reconfigure(s -> s.withNotesOfFreshIntegrations(true));
        JsonNode config = org.get(INTEGRATIONS + "/" + org.integration() + "/config/current")
                .ok()
                .json();
        assertThat(config.path("notes").asText()).isEqualTo("node_dynamodb_empty_string");
    }

    @Test
    void empty_notes_read_back_as_a_database_s_word_for_it() {
        String path = INTEGRATIONS + "/" + org.integration() + "/config/current";
        org.call("PUT", path, configBody().put("notes", "")).ok();

        assertThat(org.get(path).json().path("notes").asText()).isEqualTo("node_dynamodb_empty_string");
    }

    @Test
    void the_reported_state_follows_the_intended_one_by_the_clock() {
        org.reconfigure(s -> s.withDelays(
                new OrgSettings.Delays(Duration.ofSeconds(3), Duration.ZERO, Duration.ZERO, Duration.ZERO)));
        String path = INTEGRATIONS + "/" + org.activeIntegration();
        List<String> states = new ArrayList<>();

        states.add(org.get(path).json().at("/reportedState/code").asText());
        org.clock.sleep(Duration.ofSeconds(3));
        states.add(org.get(path).json().at("/reportedState/code").asText());
        org.call("PATCH", path, "{\"intendedState\":\"DISABLED\"}").ok();
        states.add(org.get(path).json().at("/reportedState/code").asText());
        org.clock.sleep(Duration.ofSeconds(3));
        states.add(org.get(path).json().at("/reportedState/code").asText());

        assertThat(states).containsExactly("ACTIVATING", "ACTIVE", "DEACTIVATING", "INACTIVE");
    }

    @Test
    void an_active_integration_whose_credential_was_deleted_reports_an_error_with_detail() {
        String path = INTEGRATIONS + "/" + org.configuredIntegration();
        String credential = org.get(CREDENTIALS).json().at("/entities/0/id").asText();
        org.delete(CREDENTIALS + "/" + credential).ok();

        JsonNode reported = org.get(path).json().path("reportedState");

        assertThat(reported.path("code").asText()).isEqualTo("ERROR");
        assertThat(reported.at("/detail/message").asText()).contains("credential");
    }

    @Test
    void listings_of_integrations_follow_pages_filters_and_expansions() {
        for (int i = 0; i < 26; i++) {
            org.integration();
        }
        String active = org.activeIntegration();

        assertThat(idsOfAllPages(INTEGRATIONS)).hasSize(27);
        assertThat(org.get(INTEGRATIONS).json().path("entities").size()).isEqualTo(25);
        JsonNode second = org.get(INTEGRATIONS + "?pageSize=20&pageNumber=2").json();
        assertThat(second.path("entities").size()).isEqualTo(7);
        assertThat(second.has("nextUri")).isFalse();
        JsonNode filtered = org.get(INTEGRATIONS + "?reportedState=active&expand=config.current")
                .json();
        assertThat(filtered.path("entities").size()).isEqualTo(1);
        assertThat(filtered.at("/entities/0/id").asText()).isEqualTo(active);
        assertThat(filtered.at("/entities/0/config/current/version").asInt()).isEqualTo(1);
    }

    @Test
    void what_was_just_made_is_listed_later_and_what_was_just_deleted_lingers() {
        org.reconfigure(s -> s.withDelays(
                new OrgSettings.Delays(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(4))));
        String id = org.integration();

        assertThat(org.get(INTEGRATIONS + "/" + id).status()).isEqualTo(200);
        assertThat(org.get(INTEGRATIONS).json().path("total").asInt()).isZero();
        org.clock.sleep(Duration.ofSeconds(2));
        assertThat(org.get(INTEGRATIONS).json().path("total").asInt()).isEqualTo(1);

        org.delete(INTEGRATIONS + "/" + id).ok();
        assertThat(org.get(INTEGRATIONS + "/" + id).status()).isEqualTo(200);
        assertThat(org.delete(INTEGRATIONS + "/" + id).status()).isEqualTo(404);
        org.clock.sleep(Duration.ofSeconds(4));
        assertThat(org.get(INTEGRATIONS + "/" + id).status()).isEqualTo(404);
    }

    @Test
    void types_say_which_credential_they_take() {
        JsonNode type =
                org.get(INTEGRATIONS + "/types/custom-rest-actions").ok().json();

        assertThat(type.path("credentials").fieldNames().next()).isEqualTo("basicAuth");
        assertThat(org.get(INTEGRATIONS + "/types").json().path("total").asInt())
                .isEqualTo(2);
        assertThat(org.get(INTEGRATIONS + "/types/custom").status()).isEqualTo(404);
    }

    @Test
    void a_credential_is_written_and_replaced_and_never_read_back() {
        String path = CREDENTIALS + "/" + org.credential();
        ObjectNode changed = credentialBody().put("name", "mark 2");
        ((ObjectNode) changed.path("credentialFields")).put("token", "n3w");

        org.call("PUT", path, changed).ok();
        Answer read = org.get(path).ok();

        assertThat(read.json().path("name").asText()).isEqualTo("mark 2");
        assertThat(read.json().at("/type/name").asText()).isEqualTo("userDefined");
        assertThat(read.text() + org.get(CREDENTIALS).text()).doesNotContain("s3cret", "n3w");
        assertThat(org.state.toJson().toString()).contains("n3w").doesNotContain("s3cret");
        assertThat(org.delete(path).status()).isEqualTo(200);
        assertThat(org.get(path).status()).isEqualTo(404);
    }

    @Test
    void credentials_are_listed_in_numbered_pages() {
        for (int i = 0; i < 27; i++) {
            org.credential();
        }
        JsonNode first = org.get(CREDENTIALS).json();

        assertThat(first.path("entities").size()).isEqualTo(25);
        assertThat(first.path("nextUri").asText()).isEqualTo(CREDENTIALS + "?pageSize=25&pageNumber=2");
        assertThat(org.get(first.path("nextUri").asText())
                        .json()
                        .path("entities")
                        .size())
                .isEqualTo(2);
    }

    // ---- actions

    @Test
    void an_action_is_published_by_its_creation_and_its_template_texts_are_elsewhere() {
        ObjectNode body = org.actionBody(org.integration());
        String id = org.createAction(body).ok().id();
        String path = ACTIONS + "/" + id;

        JsonNode read =
                org.get(path + "?expand=contract&includeConfig=true").ok().json();

        assertThat(id).matches("custom_-_[0-9a-f-]{36}");
        assertThat(read.path("version").asInt()).isEqualTo(1);
        assertThat(read.path("contract").path("input").path("inputSchema")).isEqualTo(OrgFixture.inputSchema(body));
        assertThat(read.path("contract").path("output").path("successSchema"))
                .isEqualTo(OrgFixture.successSchema(body));
        JsonNode request = read.path("config").path("request");
        assertThat(request.has("requestTemplate")).isFalse();
        assertThat(read.path("config").path("response").has("successTemplate")).isFalse();
        assertThat(request.path("headers").path("Data-Action-Token").asText()).isEqualTo("${credentials.token}");
        assertThat(org.get(request.path("requestTemplateUri").asText()).ok().text())
                .isEqualTo(request(body).path("requestTemplate").asText());
        assertThat(org.get(path + "/templates/successtemplate.vm").ok().text()).isEqualTo("${rawResult}");
        assertThat(org.get(path).json().has("contract")).isFalse();
        assertThat(org.get(path).json().has("config")).isFalse();
    }

    @Test
    void a_change_keeps_id_and_contract_and_counts_the_version_up() {
        String path = ACTIONS + "/" + org.action();
        ObjectNode change = json("{'version':1,'name':'FetchUser (contract 1)'}");
        change.set("config", org.actionBody("any").path("config"));
        request(change).put("requestUrlTemplate", "https://elsewhere.example.com/");

        JsonNode changed = org.call("PATCH", path, change).ok().json();

        assertThat(changed.path("version").asInt()).isEqualTo(2);
        assertThat(changed.path("name").asText()).isEqualTo("FetchUser (contract 1)");
        assertThat(changed.path("category").asText()).isEqualTo("Customer Data");
        assertThat(changed.at("/config/request/requestUrlTemplate").asText())
                .isEqualTo("https://elsewhere.example.com/");
        assertThat(changed.at("/contract/input/inputSchema/required/0").asText())
                .isEqualTo("userId");
        assertThat(org.call("PATCH", path, "{\"version\":1}").status()).isEqualTo(409);
    }

    @Test
    void a_listing_by_name_matches_in_part_and_goes_on_over_pages() {
        String integration = org.integration();
        ObjectNode body = org.actionBody(integration);
        for (int i = 0; i < 27; i++) {
            org.createAction(body.put("name", "FetchUser (contract " + i + ")")).ok();
        }
        org.createAction(body.put("name", "ListTodos")).ok();

        JsonNode first = org.get(ACTIONS + "?name=fetchuser&includeConfig=true").json();

        assertThat(first.path("entities").size()).isEqualTo(25);
        assertThat(first.path("total").asInt()).isEqualTo(27);
        assertThat(first.at("/entities/0/config/request/headers/Data-Action-Token")
                        .asText())
                .isEqualTo("${credentials.token}");
        assertThat(first.path("nextUri").asText()).contains("name=fetchuser").contains("nextPage=");
        assertThat(idsOfAllPages(ACTIONS + "?name=fetchuser")).hasSize(27);
        assertThat(org.get(ACTIONS + "?category=Other").json().path("total").asInt())
                .isZero();
        assertThat(org.get(ACTIONS + "/categories")
                        .json()
                        .at("/entities/0/name")
                        .asText())
                .isEqualTo("Customer Data");
    }

    @Test
    void static_actions_are_there_to_be_seen() {
        JsonNode all = org.get(ACTIONS).json();

        assertThat(all.at("/entities/0/id").asText()).isEqualTo(StoredActions.STATIC_ID);
        assertThat(org.get(ACTIONS + "/" + StoredActions.STATIC_ID).status()).isEqualTo(200);
        assertThat(org.state.toJson().path("actions").size()).isZero();
    }

    @Test
    void two_actions_may_share_a_name_unless_the_org_is_told_otherwise() {
        ObjectNode body = org.actionBody(org.integration());
        org.createAction(body).ok();

        assertThat(org.createAction(body).status()).isEqualTo(200);
    }

    @Test
    void an_action_for_a_young_integration_is_accepted_when_its_time_has_come() {
        org.reconfigure(s -> s.withDelays(
                new OrgSettings.Delays(Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO)));
        ObjectNode body = org.actionBody(org.integration());
        org.clock.sleep(Duration.ofSeconds(5));

        assertThat(org.createAction(body).status()).isEqualTo(200);
    }

    @Test
    void architect_s_names_are_the_flattened_ones() {
        ObjectNode body = org.actionBody(org.integration());
        String id = org.createAction(body).ok().id();

        JsonNode contract = org.get(ACTIONS + "/" + id + "?expand=contract&flatten=true")
                .json()
                .path("contract");

        assertThat(contract.path("output")
                        .path("successSchemaFlattened")
                        .path("properties")
                        .properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("status", "data.name");
        assertThat(org.get(ACTIONS + "/" + id + "/schemas/success.json?flatten=true")
                        .json())
                .isEqualTo(contract.path("output").path("successSchemaFlattened"));
    }

    @Test
    void a_draft_is_validated_by_the_server_before_it_goes_live() {
        ObjectNode body = org.actionBody(org.configuredIntegration());
        request(body).put("requestType", "HEAD");
        String path =
                ACTIONS + "/" + org.call("POST", ACTIONS + "/drafts", body).ok().id();

        JsonNode invalid = org.get(path + "/draft/validation").ok().json();
        assertThat(invalid.path("valid").asBoolean()).isFalse();
        assertThat(invalid.at("/errors/0/message").asText()).contains("requestType");
        assertThat(org.get(path).status()).isEqualTo(404);

        ObjectNode change = json("{'version':1}");
        change.set("config", org.actionBody("any").path("config"));
        org.call("PATCH", path + "/draft", change).ok();
        assertThat(org.get(path + "/draft/validation").json().path("valid").asBoolean())
                .isTrue();
        assertThat(org.call("POST", path + "/draft/test", "{\"userId\":1}")
                        .json()
                        .path("success")
                        .asBoolean())
                .isTrue();

        org.call("POST", path + "/draft/publish", "{\"version\":2}").ok();
        assertThat(org.get(path).json().path("version").asInt()).isEqualTo(1);
        assertThat(org.get(path + "/draft").status()).isEqualTo(404);
    }

    @Test
    void a_draft_of_a_published_action_replaces_it_or_is_dropped() {
        String path = ACTIONS + "/" + org.action();
        org.call("POST", path + "/draft", (String) null).ok();
        org.call("PATCH", path + "/draft", "{\"version\":1,\"name\":\"Renamed\"}")
                .ok();
        assertThat(org.get(path).json().path("name").asText()).isEqualTo("FetchUser");

        org.call("POST", path + "/draft/publish", "{\"version\":2}").ok();
        assertThat(org.get(path).json().path("name").asText()).isEqualTo("Renamed");
        assertThat(org.get(path).json().path("version").asInt()).isEqualTo(2);

        org.call("POST", path + "/draft", (String) null).ok();
        assertThat(org.delete(path + "/draft").status()).isEqualTo(204);
        assertThat(org.get(path).status()).isEqualTo(200);
    }

    // ---- running

    @Test
    void a_run_renders_the_templates_calls_the_url_and_answers_its_result() {
        String id = org.action();

        JsonNode result = execute(id, "{'userId':1}").ok().json();

        assertThat(result).isEqualTo(json("{'status':'success','data':{'name':'Leanne Graham'}}"));
        RecordingService.Seen seen = org.service.seen.get(0);
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(seen.path()).isEqualTo("/call");
        assertThat(seen.body()).isEqualTo("{\"actionName\":\"FetchUser\",\"contract\":1,\"data\":{\"userId\":1}}");
        assertThat(seen.headers())
                .containsEntry("data-action-token", "s3cret")
                .containsEntry("inin-organization-id", org.settings.organizationId())
                .containsEntry("inin-home-organization-id", org.settings.organizationId())
                .containsKeys("inin-correlation-id", "inin-user-id");
    }

    @Test
    void a_run_may_be_asked_for_architect_s_names() {
        JsonNode result = org.call("POST", ACTIONS + "/" + org.action() + "/execute?flatten=true", "{\"userId\":1}")
                .ok()
                .json();

        assertThat(result).isEqualTo(json("{'status':'success','data.name':'Leanne Graham'}"));
    }

    @Test
    void numbers_keep_every_digit_on_their_way() {
        org.service.answers(200, "{\"status\":\"success\",\"data\":{},\"n\":12345678901234567890.10}");

        JsonNode result =
                execute(org.action(), "{'userId':12345678901234567890}").ok().json();

        assertThat(org.service.seen.get(0).body()).contains("{\"userId\":12345678901234567890}");
        assertThat(result.path("n").toString()).isEqualTo("12345678901234567890.10");
    }

    @Test
    void unset_inputs_are_absent_or_null_as_the_org_is_told() {
        String id = org.action();
        execute(id, "{'userId':1}").ok();
        execute(id, "{'userId':1,'verbose':null}").ok();
        org.reconfigure(s -> s.withUnsetInputs(OrgSettings.UnsetInputs.NULL));
        execute(id, "{'userId':1}").ok();

        assertThat(org.service.seen)
                .extracting(seen -> seen.body().replaceAll(".*\"data\":(.*)}", "$1"))
                .containsExactly("{\"userId\":1}", "{\"userId\":1}", "{\"userId\":1,\"verbose\":null}");
    }

    @Test
    void the_same_request_may_be_sent_twice() {
        org.reconfigure(s -> s.withRequestsSentTwice(true));
        execute(org.action(), "{'userId':1}").ok();

        assertThat(org.service.seen).hasSize(2);
        assertThat(org.service.seen.get(0)).isEqualTo(org.service.seen.get(1));
    }

    @Test
    void a_get_has_no_body_and_its_url_is_a_template() {
        ObjectNode body = org.actionBody(org.configuredIntegration());
        request(body)
                .put("requestType", "GET")
                .put("requestUrlTemplate", org.service.url() + "/users/${input.userId}?v=$!{input.verbose}");
        execute(org.createAction(body).ok().id(), "{'userId':7}").ok();

        assertThat(org.service.seen.get(0).path()).isEqualTo("/users/7?v=");
        assertThat(org.service.seen.get(0).body()).isEmpty();
    }

    @Test
    void a_basic_auth_credential_becomes_an_authorization_header() {
        String integration = org.activeIntegration();
        String credential = org.call(
                        "POST",
                        CREDENTIALS,
                        json("{'name':'x','type':{'name':'basicAuth'},"
                                + "'credentialFields':{'userName':'u','password':'p'}}"))
                .ok()
                .id();
        ObjectNode config = configBody();
        config.putObject("credentials").putObject("basicAuth").put("id", credential);
        org.call("PUT", INTEGRATIONS + "/" + integration + "/config/current", config)
                .ok();

        execute(org.createAction(org.actionBody(integration)).ok().id(), "{'userId':1}")
                .ok();

        assertThat(org.service.seen.get(0).headers())
                .containsEntry("authorization", "Basic dTpw")
                // there is no such field, and Velocity prints what it cannot find
                .containsEntry("data-action-token", "${credentials.token}");
    }

    @Test
    void a_test_reports_its_operations_and_hides_the_credential() {
        Answer answer = org.call("POST", ACTIONS + "/" + org.action() + "/test", "{\"userId\":1}")
                .ok();
        JsonNode result = answer.json();

        assertThat(result.path("success").asBoolean()).isTrue();
        assertThat(result.path("finalResult")).isEqualTo(json("{'status':'success','data':{'name':'Leanne Graham'}}"));
        List<Integer> steps = new ArrayList<>();
        result.path("operations").forEach(operation -> {
            assertThat(operation.path("success").asBoolean()).isTrue();
            assertThat(operation.path("name").asText()).isNotBlank();
            steps.add(operation.path("step").asInt());
        });
        assertThat(steps).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(answer.text()).contains("Data-Action-Token", "********").doesNotContain("s3cret");
    }

    @Test
    void a_test_that_fails_answers_200_and_says_where_and_why() {
        String id = org.action();
        org.service.answers(502, "{\"status\":\"error\",\"errorCode\":\"UPSTREAM_UNAVAILABLE\"}");

        JsonNode result = org.call("POST", ACTIONS + "/" + id + "/test", "{\"userId\":1}")
                .ok()
                .json();

        assertThat(result.path("success").asBoolean()).isFalse();
        assertThat(result.has("finalResult")).isFalse();
        assertThat(result.at("/error/message").asText()).contains("status code: 502");
        assertThat(result.at("/error/messageParams/responseBody").asText()).contains("UPSTREAM_UNAVAILABLE");
        JsonNode last = result.path("operations").get(result.path("operations").size() - 1);
        assertThat(last.path("name").asText()).isEqualTo("Execute the request");
        assertThat(last.path("success").asBoolean()).isFalse();
        assertThat(last.path("error")).isEqualTo(result.path("error"));
    }

    @Test
    void the_operations_of_a_secure_action_show_nothing() {
        ObjectNode body = org.actionBody(org.configuredIntegration()).put("secure", true);
        String id = org.createAction(body).ok().id();

        JsonNode result = org.call("POST", ACTIONS + "/" + id + "/test", "{\"userId\":1}")
                .ok()
                .json();

        assertThat(result.path("success").asBoolean()).isTrue();
        assertThat(result.path("operations").findValues("result")).isEmpty();
    }

    // ---- dependency tracking

    @Test
    void flows_that_use_an_action_are_found_by_version_and_kind() {
        String id = org.action();
        org.state.addFlow(ConsumingFlow.published(id, "flow-1", "Main menu"));
        org.state.addFlow(new ConsumingFlow(id, "flow-2", "Draft", "INBOUNDCALLFLOW", "2.0", true, false));
        String query = CONSUMERS + "?id=" + id + "&objectType=DATAACTION";

        assertThat(org.get(query + "&flowFilter=published")
                        .json()
                        .at("/entities/0/name")
                        .asText())
                .isEqualTo("Main menu");
        assertThat(org.get(query + "&flowFilter=published").json().path("total").asInt())
                .isEqualTo(1);
        assertThat(org.get(query + "&flowFilter=checkedIn").json().path("total").asInt())
                .isEqualTo(2);
        assertThat(org.get(CONSUMERS + "?id=" + id + "&objectType=SECUREACTION")
                        .json()
                        .path("total")
                        .asInt())
                .isZero();
        org.state.removeFlow("flow-1");
        assertThat(org.get(query).json().path("total").asInt()).isZero();
    }

    @Test
    void an_index_that_is_not_built_knows_of_nothing_and_says_so_elsewhere() {
        String id = org.action();
        org.state.addFlow(ConsumingFlow.published(id, "flow-1", "Main menu"));
        org.reconfigure(s -> s.withDependencyIndex(OrgSettings.DependencyIndex.NOTBUILT));

        assertThat(org.get("/api/v2/architect/dependencytracking/build")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("NOTBUILT");
        assertThat(org.get(CONSUMERS + "?id=" + id + "&objectType=DATAACTION")
                        .json()
                        .path("total")
                        .asInt())
                .isZero();
    }

    @Test
    void a_used_action_can_be_deleted_unless_the_org_is_told_otherwise() {
        String id = org.action();
        org.state.addFlow(ConsumingFlow.published(id, "flow-1", "Main menu"));

        assertThat(org.delete(ACTIONS + "/" + id).status()).isEqualTo(204);
    }

    // ---- state and seams

    @Test
    void the_state_survives_as_json_and_goes_on_where_it_was() {
        String id = org.action();
        org.call("POST", ACTIONS + "/" + id + "/draft", (String) null).ok();
        org.state.addFlow(ConsumingFlow.published(id, "flow-1", "Main menu"));
        JsonNode saved = org.state.toJson();

        GenesysState restored =
                GenesysState.fromJson(Trees.parse(saved.toString()).orElseThrow());

        assertThat(restored.toJson().toString()).isEqualTo(saved.toString());
        try (OrgFixture again = new OrgFixture(restored)) {
            ObjectNode change = json("{'version':1}");
            change.set("config", again.actionBody("any").path("config"));
            again.call("PATCH", ACTIONS + "/" + id, change).ok();
            assertThat(again.call("POST", ACTIONS + "/" + id + "/execute", "{\"userId\":1}")
                            .status())
                    .isEqualTo(200);
            assertThat(again.service.seen.get(0).headers()).containsEntry("data-action-token", "s3cret");
        }
    }

    @Test
    void a_state_of_another_format_is_refused_with_a_way_out() {
        assertThatThrownBy(() -> GenesysState.fromJson(json("{'formatVersion':99}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Delete the state folder");
    }

    @Test
    void deleting_everything_leaves_the_state_as_empty_as_it_was() {
        String before = org.state.toJson().toString();
        String action = org.action();
        String integration =
                org.get(ACTIONS + "/" + action).json().path("integrationId").asText();
        String credential = org.get(CREDENTIALS).json().at("/entities/0/id").asText();

        org.delete(INTEGRATIONS + "/" + integration).ok();
        org.delete(CREDENTIALS + "/" + credential).ok();

        assertThat(org.state.toJson().toString()).isEqualTo(before);
    }

    @Test
    void an_interceptor_answers_first_and_the_org_never_hears_of_it() {
        org.reconfigure(s -> s.withInterceptor(
                request -> request.method().equals("POST") && request.path().equals(INTEGRATIONS)
                        ? Optional.of(ApiResponse.error(503, "service.unavailable", "planted"))
                        : Optional.empty()));

        assertThat(org.call("POST", INTEGRATIONS, integrationBody()).message()).isEqualTo("planted");
        assertThat(org.get(INTEGRATIONS).json().path("total").asInt()).isZero();
    }

    @Test
    void an_answer_can_be_lost_although_the_work_was_done() {
        org.token();
        org.reconfigure(s -> s.withAftermath((request, response) ->
                request.method().equals("POST") && request.path().equals(INTEGRATIONS)
                        ? ApiResponse.hangUp()
                        : response));

        assertThatThrownBy(() -> org.call("POST", INTEGRATIONS, integrationBody()))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(org.get(INTEGRATIONS).json().path("total").asInt()).isPositive();
    }

    @Test
    void calls_are_counted_by_what_they_were_for() {
        String id = org.integration();
        String path = INTEGRATIONS + "/" + id;
        org.get(path).ok();
        org.get(path).ok();
        org.call("PATCH", path, "{\"intendedState\":\"ENABLED\"}").ok();
        org.get(path).ok();
        org.call("PUT", path + "/config/current", configBody().put("version", 9));
        org.call("PUT", path + "/config/current", configBody()).ok();
        org.delete(path).ok();
        org.get(path);

        CallCounts calls = org.org.calls();
        assertThat(calls)
                .hasToString("6 Genesys calls (2 reads, 4 writes, 0 runs), and 1 for tokens, 2 polls, 1 retries");
        assertThat(calls.total()).isEqualTo(10);
        assertThat(calls.log()).hasSize(10).contains("DELETE " + path + " 200");
        calls.reset();
        assertThat(calls.total()).isZero();
    }

    @Test
    void an_org_listens_once() {
        assertThatThrownBy(() -> org.org.start(0)).hasMessageContaining("already listening");
    }

    @Test
    void two_orgs_cannot_have_one_port() {
        try (GenesysOrg first = new GenesysOrg(org.settings, org.state, org.clock);
                GenesysOrg second = new GenesysOrg(org.settings, org.state, org.clock)) {
            int port = first.start(0).getPort();

            assertThatThrownBy(() -> second.start(port)).hasMessageContaining("cannot listen on 127.0.0.1:" + port);
        }
    }

    private Answer execute(String action, String input) {
        return org.call("POST", ACTIONS + "/" + action + "/execute", json(input));
    }

    private HashSet<String> idsOfAllPages(String path) {
        HashSet<String> ids = new HashSet<>();
        String next = path;
        while (!next.isEmpty()) {
            JsonNode page = org.get(next).ok().json();
            page.path("entities").forEach(entity -> ids.add(entity.path("id").asText()));
            next = page.path("nextUri").asText("");
        }
        return ids;
    }
}
