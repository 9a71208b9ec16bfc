package dataactions.genesys;

import static dataactions.genesys.OrgFixture.ACTIONS;
import static dataactions.genesys.OrgFixture.CREDENTIALS;
import static dataactions.genesys.OrgFixture.INTEGRATIONS;
import static dataactions.genesys.OrgFixture.configBody;
import static dataactions.genesys.OrgFixture.credentialBody;
import static dataactions.genesys.OrgFixture.inputSchema;
import static dataactions.genesys.OrgFixture.integrationBody;
import static dataactions.genesys.OrgFixture.json;
import static dataactions.genesys.OrgFixture.request;
import static dataactions.genesys.OrgFixture.response;
import static dataactions.genesys.OrgFixture.successSchema;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.OrgFixture.Answer;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.objects.ConsumingFlow;
import dataactions.genesys.objects.StoredActions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What Genesys Cloud refuses, the org refuses: one row per rule, by plain HTTP. Each row begins with the rule's own
 * sentence from the page of facts that the org is written from.
 */
class GenesysRefusalsTest {

    private record Row(String rule, String example, Function<OrgFixture, Answer> act, int status, String says) {
        @Override
        public String toString() {
            return rule + " — " + example;
        }
    }

    private static Row row(String rule, String example, Function<OrgFixture, Answer> act, int status, String says) {
        return new Row(rule, example, act, status, says);
    }

    @TestFactory
    Stream<DynamicTest> token_and_platform() {
        String token = "Token: POST /oauth/token, Basic auth id:secret, form body grant_type=client_credentials";
        String form = "grant_type=client_credentials";
        List<Row> rows = new ArrayList<>(List.of(
                row(token, "no Basic auth", o -> o.send("POST", "/oauth/token", form), 400, "Basic authentication"),
                row(token, "an unknown id", o -> o.askForToken("nobody", "the-secret", form), 400, "client not found"),
                row(
                        token,
                        "a wrong secret",
                        o -> o.askForToken("the-client", "wrong", form),
                        401,
                        "authentication failed"),
                row(
                        token,
                        "another grant",
                        o -> o.askForToken("the-client", "the-secret", "grant_type=password"),
                        400,
                        "unsupported_grant_type"),
                row(
                        token,
                        "a JSON body",
                        o -> o.send(
                                "POST",
                                "/oauth/token",
                                "{}",
                                "Authorization",
                                "Basic dGhlLWNsaWVudDp0aGUtc2VjcmV0",
                                "Content-Type",
                                "application/json"),
                        400,
                        "application/x-www-form-urlencoded"),
                row(token, "a GET", o -> o.send("GET", "/oauth/token", null), 405, "POST only"),
                row(
                        "The login host signals rate limiting as HTTP 400 with \"rate limit exceeded\" in the body",
                        "the third of two",
                        o -> {
                            o.reconfigure(s -> s.withTokenRequestsPerMinute(2));
                            o.askForToken("the-client", "the-secret", form).ok();
                            o.askForToken("the-client", "the-secret", form).ok();
                            return o.askForToken("the-client", "the-secret", form);
                        },
                        400,
                        "rate limit exceeded"),
                row(
                        "API: https://api.<domain>/api/v2/…, Bearer",
                        "no token",
                        o -> o.send("GET", INTEGRATIONS, null),
                        401,
                        "No authentication bearer token"),
                row(
                        "API: https://api.<domain>/api/v2/…, Bearer",
                        "an invented token",
                        o -> o.send("GET", INTEGRATIONS, null, "Authorization", "Bearer invented"),
                        401,
                        "Invalid login credentials"),
                row(
                        "API: https://api.<domain>/api/v2/…, Bearer",
                        "a revoked token",
                        o -> {
                            o.get(INTEGRATIONS).ok();
                            o.org.revokeTokens();
                            return o.get(INTEGRATIONS);
                        },
                        401,
                        "Invalid login credentials"),
                row(
                        "expires_in (default 86400 s)",
                        "after a day",
                        o -> {
                            o.get(INTEGRATIONS).ok();
                            o.clock.sleep(Duration.ofSeconds(86_399));
                            o.get(INTEGRATIONS).ok();
                            o.clock.sleep(Duration.ofSeconds(1));
                            return o.get(INTEGRATIONS);
                        },
                        401,
                        "Invalid login credentials"),
                row(
                        "Platform limit: 300 requests a minute per token; 429 carries Retry-After",
                        "the 301st",
                        o -> {
                            for (int i = 0; i < 300; i++) {
                                o.get("/api/v2/organizations/me").ok();
                            }
                            Answer answer = o.get("/api/v2/organizations/me");
                            assertThat(answer.headers().firstValue("Retry-After"))
                                    .contains("60");
                            return answer;
                        },
                        429,
                        "Retry the request in [60] seconds"),
                row("(an address that does not exist)", "a 404", o -> o.get("/api/v2/nothing"), 404, "Not Found"),
                row(
                        "(a method that an address does not know)",
                        "a 405",
                        o -> o.delete("/api/v2/organizations/me"),
                        405,
                        "not allowed"),
                row(
                        "(bodies are JSON)",
                        "not JSON",
                        o -> o.call("POST", INTEGRATIONS, "{nonsense"),
                        400,
                        "not valid JSON"),
                row(
                        "(bodies are JSON)",
                        "an array",
                        o -> o.call("POST", INTEGRATIONS, "[]"),
                        400,
                        "must be a JSON object"),
                row(
                        "(bodies are JSON)",
                        "called something else",
                        o -> o.send(
                                "POST",
                                INTEGRATIONS,
                                "{}",
                                "Authorization",
                                "Bearer " + o.token(),
                                "Content-Type",
                                "text/plain"),
                        415,
                        "application/json"),
                row(
                        "(bodies are JSON)",
                        "larger than 5 MB",
                        o -> o.call("POST", INTEGRATIONS, " ".repeat(5_000_001)),
                        413,
                        "5000000 bytes")));
        return tests(rows);
    }

    @TestFactory
    Stream<DynamicTest> permissions() {
        String rule = "A client-credentials client has roles, not scopes. Minimum permissions: ";
        Map<String, Function<OrgFixture, Answer>> calls = new TreeMap<>();
        calls.put("integrations:integration:add", o -> o.call("POST", INTEGRATIONS, integrationBody()));
        calls.put("integrations:integration:view", o -> o.get(INTEGRATIONS));
        calls.put("integrations:integration:edit", o -> o.call("PATCH", INTEGRATIONS + "/some", "{}"));
        calls.put("integrations:integration:delete", o -> o.delete(INTEGRATIONS + "/some"));
        calls.put("integrations:action:add", o -> o.call("POST", ACTIONS, "{}"));
        calls.put("integrations:action:view", o -> o.get(ACTIONS + "/some"));
        calls.put("integrations:action:edit", o -> o.call("PATCH", ACTIONS + "/some", "{}"));
        calls.put("integrations:action:delete", o -> o.delete(ACTIONS + "/some"));
        calls.put("integrations:action:execute", o -> o.call("POST", ACTIONS + "/some/test", "{}"));
        calls.put("architect:dependencyTracking:view", o -> o.get("/api/v2/architect/dependencytracking/build"));
        assertThat(calls.keySet()).isEqualTo(OrgClient.MINIMUM_PERMISSIONS);
        List<Row> rows = new ArrayList<>();
        calls.forEach((permission, call) -> rows.add(row(
                rule + permission,
                "without it",
                o -> {
                    o.reconfigure(s -> s.withClient(OrgFixture.CLIENT.without(permission)));
                    return call.apply(o);
                },
                403,
                permission)));
        return tests(rows);
    }

    @TestFactory
    Stream<DynamicTest> integrations() {
        String create = "POST /api/v2/integrations {name, integrationType:{id}}";
        String fields = "There is no type \"custom\", no `status`, no `endpoint` field";
        String version = "Optimistic lock: a mismatch is 409, or 400 with \"does not match the current version\"";
        String keys = "config.credentials key: `basicAuth` for custom-rest-actions whatever the credential's type;"
                + " `AmazonWebServicesARN` for aws-lambda-data-actions";
        String gone =
                "DELETE /integrations/{id}: 200 with a body; then poll GET until 404. It takes its actions with it";
        List<Row> rows = new ArrayList<>(List.of(
                row(
                        create,
                        "no name",
                        o -> o.call("POST", INTEGRATIONS, without(integrationBody(), "name")),
                        400,
                        "'name'"),
                row(
                        create,
                        "an empty name",
                        o -> o.call("POST", INTEGRATIONS, integrationBody().put("name", " ")),
                        400,
                        "non-empty text for 'name'"),
                row(
                        create,
                        "no type",
                        o -> o.call("POST", INTEGRATIONS, without(integrationBody(), "integrationType")),
                        400,
                        "'integrationType'"),
                row(
                        fields,
                        "type custom",
                        o -> o.call("POST", INTEGRATIONS, json("{'name':'x','integrationType':{'id':'custom'}}")),
                        400,
                        "no integration type 'custom'"),
                row(
                        fields,
                        "status",
                        o -> o.call("POST", INTEGRATIONS, integrationBody().put("status", "active")),
                        400,
                        "unrecognized field 'status'"),
                row(
                        fields,
                        "endpoint",
                        o -> o.call("POST", INTEGRATIONS, integrationBody().put("endpoint", "https://x")),
                        400,
                        "unrecognized field 'endpoint'"),
                row(version, "409", o -> putConfig(o, body -> body.put("version", 7)), 409, "(7)"),
                row(
                        version,
                        "400",
                        o -> {
                            o.reconfigure(s -> s.withVersionMismatchAsBadRequest(true));
                            return putConfig(o, body -> body.put("version", 7));
                        },
                        400,
                        "does not match the current version"),
                row(
                        version,
                        "the version before",
                        o -> {
                            String path = INTEGRATIONS + "/" + o.integration() + "/config/current";
                            o.call("PUT", path, configBody()).ok();
                            return o.call("PUT", path, configBody());
                        },
                        409,
                        "does not match the current version (2)"),
                row(
                        keys,
                        "another key",
                        o -> putConfig(o, body -> credentialIn(body, "userDefined", o.credential())),
                        400,
                        "its credential is 'basicAuth'"),
                row(
                        keys,
                        "basicAuth for the Lambda type",
                        o -> {
                            String lambda = o.call(
                                            "POST",
                                            INTEGRATIONS,
                                            json("{'name':'x','integrationType':{'id':'aws-lambda-data-actions'}}"))
                                    .ok()
                                    .id();
                            ObjectNode config = credentialIn(configBody(), "basicAuth", o.credential());
                            return o.call("PUT", INTEGRATIONS + "/" + lambda + "/config/current", config);
                        },
                        400,
                        "its credential is 'AmazonWebServicesARN'"),
                row(
                        keys,
                        "a credential that does not fit",
                        o -> {
                            String arn = o.call(
                                            "POST",
                                            CREDENTIALS,
                                            json("{'name':'x','type':{'name':'amazonWebServicesARN'},"
                                                    + "'credentialFields':{'ARN':'arn:aws:iam::1:role/x'}}"))
                                    .ok()
                                    .id();
                            return putConfig(o, body -> credentialIn(body, "basicAuth", arn));
                        },
                        400,
                        "does not fit 'basicAuth'"),
                row(
                        keys,
                        "a credential that does not exist",
                        o -> putConfig(o, body -> credentialIn(body, "basicAuth", "nowhere")),
                        400,
                        "no credential nowhere"),
                row(
                        "PUT wants name, version, properties, advanced, notes, credentials together",
                        "properties as text",
                        o -> putConfig(o, body -> body.put("properties", "{}")),
                        400,
                        "'properties' must be an object"),
                row(
                        "PUT wants name, version, properties, advanced, notes, credentials together",
                        "notes as a number",
                        o -> putConfig(o, body -> body.put("notes", 1)),
                        400,
                        "'notes' must be a text"),
                row(
                        "GET /integrations (expand=config.current)",
                        "another expansion",
                        o -> o.get(INTEGRATIONS + "?expand=everything"),
                        400,
                        "Only config.current"),
                row(
                        "PATCH /integrations/{id} {intendedState}: ENABLED | DISABLED",
                        "DELETED",
                        o -> o.call("PATCH", INTEGRATIONS + "/" + o.integration(), json("{'intendedState':'DELETED'}")),
                        400,
                        "must be ENABLED or DISABLED"),
                row(
                        "PATCH /integrations/{id} {intendedState}: ENABLED | DISABLED",
                        "nothing",
                        o -> o.call("PATCH", INTEGRATIONS + "/" + o.integration(), json("{}")),
                        400,
                        "'intendedState'"),
                row(gone, "read again", o -> o.get(INTEGRATIONS + "/" + deleted(o)), 404, "integration"),
                row(gone, "deleted again", o -> o.delete(INTEGRATIONS + "/" + deleted(o)), 404, "integration"),
                row(
                        gone,
                        "enabled",
                        o -> o.call("PATCH", INTEGRATIONS + "/" + deleted(o), json("{'intendedState':'ENABLED'}")),
                        404,
                        "integration"),
                row(
                        gone,
                        "its configuration",
                        o -> o.get(INTEGRATIONS + "/" + deleted(o) + "/config/current"),
                        404,
                        "integration"),
                row(
                        gone,
                        "its action",
                        o -> {
                            String integration = o.integration();
                            String action = o.createAction(o.actionBody(integration))
                                    .ok()
                                    .id();
                            o.get(ACTIONS + "/" + action).ok();
                            Answer answer = o.delete(INTEGRATIONS + "/" + integration);
                            assertThat(answer.status()).isEqualTo(200);
                            assertThat(answer.id()).isEqualTo(integration);
                            return o.get(ACTIONS + "/" + action);
                        },
                        404,
                        "action")));
        for (String field : List.of("name", "version", "properties", "advanced", "notes", "credentials")) {
            rows.add(row(
                    "PUT wants name, version, properties, advanced, notes, credentials together",
                    "no " + field,
                    o -> putConfig(o, body -> body.remove(field)),
                    400,
                    "'" + field + "'"));
        }
        return tests(rows);
    }

    @TestFactory
    Stream<DynamicTest> credentials() {
        String type = "body {name, type:{name}, credentialFields}; type by name";
        String fields = "Types: `userDefined` (any fields), `basicAuth` {userName,password}, `userDefinedOAuth`,"
                + " `amazonWebServicesARN` {ARN}, `pureCloudOAuthClient`";
        return tests(List.of(
                row(
                        type,
                        "type by id",
                        o -> postCredential(o, "{'name':'x','type':{'id':'userDefined'}}"),
                        400,
                        "'name'"),
                row(type, "no type", o -> postCredential(o, "{'name':'x'}"), 400, "'type'"),
                row(type, "no name", o -> postCredential(o, "{'type':{'name':'userDefined'}}"), 400, "'name'"),
                row(
                        fields,
                        "an unknown type",
                        o -> postCredential(o, "{'name':'x','type':{'name':'apiKey'}}"),
                        400,
                        "no credential type 'apiKey'"),
                row(
                        fields,
                        "basicAuth without a password",
                        o -> postCredential(
                                o, "{'name':'x','type':{'name':'basicAuth'},'credentialFields':{'userName':'u'}}"),
                        400,
                        "'password'"),
                row(
                        fields,
                        "an ARN that is missing",
                        o -> postCredential(o, "{'name':'x','type':{'name':'amazonWebServicesARN'}}"),
                        400,
                        "'ARN'"),
                row(
                        fields,
                        "a field that is not text",
                        o -> postCredential(
                                o, "{'name':'x','type':{'name':'userDefined'},'credentialFields':{'token':1}}"),
                        400,
                        "'token' must be a text"),
                row(
                        fields,
                        "fields that are none",
                        o -> postCredential(o, "{'name':'x','type':{'name':'userDefined'},'credentialFields':'t'}"),
                        400,
                        "'credentialFields' must be an object"),
                row(
                        "update = PUT of the whole",
                        "a part",
                        o -> o.call(
                                "PUT",
                                CREDENTIALS + "/" + o.credential(),
                                json("{'credentialFields':{'token':'new'}}")),
                        400,
                        "'name'"),
                row(
                        "update = PUT of the whole",
                        "of another type",
                        o -> o.call(
                                "PUT",
                                CREDENTIALS + "/" + o.credential(),
                                json("{'name':'mark','type':{'name':'userDefinedOAuth'}}")),
                        400,
                        "cannot be changed from userDefined"),
                row(
                        "POST|GET|PUT|DELETE /api/v2/integrations/credentials[/{id}]",
                        "an unknown id read",
                        o -> o.get(CREDENTIALS + "/unknown"),
                        404,
                        "credential"),
                row(
                        "POST|GET|PUT|DELETE /api/v2/integrations/credentials[/{id}]",
                        "an unknown id replaced",
                        o -> o.call("PUT", CREDENTIALS + "/unknown", credentialBody()),
                        404,
                        "credential"),
                row(
                        "POST|GET|PUT|DELETE /api/v2/integrations/credentials[/{id}]",
                        "deleted twice",
                        o -> {
                            String id = o.credential();
                            o.delete(CREDENTIALS + "/" + id).ok();
                            return o.delete(CREDENTIALS + "/" + id);
                        },
                        404,
                        "credential")));
    }

    @TestFactory
    Stream<DynamicTest> actions() {
        String shape = "{category ≤256, name ≤256, integrationId, secure, contract:{input:{inputSchema},"
                + " output:{successSchema}},"
                + " config:{timeoutSeconds 1..60, request:{requestUrlTemplate,"
                + " requestType GET|PUT|POST|PATCH|DELETE,"
                + " headers, requestTemplate}, response:{translationMap, translationMapDefaults,"
                + " successTemplate}}}";
        String immutable = "Immutable once published: contract, secure, integrationId";
        String version = "PATCH /actions/{id} {category, name, config, version}; version mismatch 409, or 400"
                + " \"… does not match …\"";
        String builtIn = "`static_-_…` are built in and must never be written";
        List<Row> rows = new ArrayList<>(List.of(
                row(
                        builtIn,
                        "changed",
                        o -> o.call("PATCH", ACTIONS + "/" + StoredActions.STATIC_ID, json("{'version':1}")),
                        400,
                        "Static actions"),
                row(builtIn, "deleted", o -> o.delete(ACTIONS + "/" + StoredActions.STATIC_ID), 400, "Static actions"),
                row(
                        builtIn,
                        "drafted",
                        o -> o.call("POST", ACTIONS + "/" + StoredActions.STATIC_ID + "/draft", (String) null),
                        400,
                        "Static actions"),
                row(
                        "(static actions do not run here)",
                        "run",
                        o -> o.call("POST", ACTIONS + "/" + StoredActions.STATIC_ID + "/execute", "{}"),
                        400,
                        "Static actions"),
                create(shape, "a name of 257", b -> b.put("name", "n".repeat(257)), "'name' can be up to 256"),
                create(
                        shape,
                        "a category of 257",
                        b -> b.put("category", "c".repeat(257)),
                        "'category' can be up to 256"),
                create(shape, "an empty name", b -> b.put("name", " "), "non-empty text for 'name'"),
                create(shape, "secure as text", b -> b.put("secure", "no"), "'secure' must be true or false"),
                create(shape, "an unknown field", b -> b.put("description", "x"), "unrecognized field 'description'"),
                create(
                        shape,
                        "an unknown field of config",
                        b -> ((ObjectNode) b.path("config")).put("timeout", 5),
                        "unrecognized field 'timeout'"),
                create(
                        shape,
                        "an unknown field of the request",
                        b -> request(b).put("url", "x"),
                        "unrecognized field 'url'"),
                create(
                        shape,
                        "an unknown field of the response",
                        b -> response(b).put("template", "x"),
                        "unrecognized field 'template'"),
                create(
                        shape,
                        "an unknown field of the contract",
                        b -> ((ObjectNode) b.path("contract").path("output")).putObject("errorSchema"),
                        "unrecognized field 'errorSchema'"),
                create(shape, "timeoutSeconds 0", b -> timeout(b, 0), "from 1 to 60"),
                create(shape, "timeoutSeconds 61", b -> timeout(b, 61), "from 1 to 60"),
                create(shape, "requestType HEAD", b -> request(b).put("requestType", "HEAD"), "requestType"),
                create(shape, "no requestType", b -> request(b).remove("requestType"), "requestType"),
                create(shape, "no URL", b -> request(b).remove("requestUrlTemplate"), "requestUrlTemplate"),
                create(
                        shape,
                        "headers as a list",
                        b -> request(b).putArray("headers"),
                        "'config.request.headers' must be an object"),
                create(
                        shape,
                        "a header that is not text",
                        b -> request(b).putObject("headers").put("X", 1),
                        "header 'X' must be a text"),
                create(
                        shape,
                        "a request template that is not Velocity",
                        b -> request(b).put("requestTemplate", "#if($x"),
                        "'config.request.requestTemplate' is not a valid Velocity template"),
                create(
                        "(this org evaluates no JSON path)",
                        "a translation map",
                        b -> ((ObjectNode) response(b).path("translationMap")).put("name", "$.name"),
                        "empty 'config.response.translationMap'"),
                create(
                        "(this org evaluates no JSON path)",
                        "translation map defaults",
                        b -> ((ObjectNode) response(b).path("translationMapDefaults")).put("name", "x"),
                        "empty 'config.response.translationMapDefaults'"),
                create(
                        shape,
                        "an integration that does not exist",
                        b -> b.put("integrationId", "nowhere"),
                        "no integration nowhere"),
                row(
                        "A 400 right after the integration was made may be eventual consistency",
                        "within the delay",
                        o -> {
                            o.reconfigure(s -> s.withDelays(new OrgSettings.Delays(
                                    Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO)));
                            String integration = o.integration();
                            o.clock.sleep(Duration.ofSeconds(4));
                            return o.createAction(o.actionBody(integration));
                        },
                        400,
                        "no integration"),
                row(
                        "Whether two published actions of one integration may share a name: open",
                        "closed",
                        o -> {
                            o.reconfigure(s -> s.withUniqueActionNames(true));
                            ObjectNode body = o.actionBody(o.integration());
                            o.createAction(body).ok();
                            return o.createAction(body);
                        },
                        409,
                        "already has an action with the name 'FetchUser'"),
                row(
                        "Whether two published actions of one integration may share a name: open",
                        "closed for renaming",
                        o -> {
                            o.reconfigure(s -> s.withUniqueActionNames(true));
                            ObjectNode body = o.actionBody(o.integration());
                            o.createAction(body).ok();
                            String other = o.createAction(body.put("name", "Other"))
                                    .ok()
                                    .id();
                            return o.call("PATCH", ACTIONS + "/" + other, json("{'version':1,'name':'FetchUser'}"));
                        },
                        409,
                        "already has an action with the name 'FetchUser'"),
                row(
                        "Whether two published actions of one integration may share a name: open",
                        "closed for publishing",
                        o -> {
                            o.reconfigure(s -> s.withUniqueActionNames(true));
                            ObjectNode body = o.actionBody(o.integration());
                            o.createAction(body).ok();
                            String draft = o.call("POST", ACTIONS + "/drafts", body)
                                    .ok()
                                    .id();
                            return o.call("POST", ACTIONS + "/" + draft + "/draft/publish", json("{'version':1}"));
                        },
                        409,
                        "already has an action with the name 'FetchUser'"),
                create(shape, "a configuration that is none", b -> b.put("config", "x"), "'config' must be an object"),
                row(version, "409", o -> patch(o, b -> b.put("version", 9)), 409, "(9)"),
                row(
                        version,
                        "400",
                        o -> {
                            o.reconfigure(s -> s.withVersionMismatchAsBadRequest(true));
                            return patch(o, b -> b.put("version", 9));
                        },
                        400,
                        "does not match"),
                row(version, "no version", o -> patch(o, b -> b.remove("version")), 400, "'version'"),
                row(version, "a version as text", o -> patch(o, b -> b.put("version", "1")), 400, "whole number"),
                row(version, "a name of 257", o -> patch(o, b -> b.put("name", "n".repeat(257))), 400, "up to 256"),
                row(
                        version,
                        "a configuration that is not one",
                        o -> patch(o, b -> b.putObject("config").put("timeoutSeconds", 99)),
                        400,
                        "from 1 to 60"),
                row(
                        immutable,
                        "contract",
                        o -> patch(o, b -> b.set("contract", o.actionBody("x").path("contract"))),
                        400,
                        "'contract' cannot be changed"),
                row(immutable, "secure", o -> patch(o, b -> b.put("secure", true)), 400, "'secure' cannot be changed"),
                row(
                        immutable,
                        "integrationId",
                        o -> patch(o, b -> b.put("integrationId", o.integration())),
                        400,
                        "'integrationId' cannot be changed"),
                row(
                        immutable,
                        "by a draft",
                        o -> {
                            String draft = ACTIONS + "/" + o.action() + "/draft";
                            o.call("POST", draft, (String) null).ok();
                            return o.call("PATCH", draft, json("{'version':1,'secure':true}"));
                        },
                        400,
                        "not even by a draft"),
                row(
                        "Drafts: `POST /actions/drafts`, `PATCH /actions/{id}/draft`",
                        "to another integration",
                        o -> {
                            String id = o.call("POST", ACTIONS + "/drafts", o.actionBody(o.integration()))
                                    .ok()
                                    .id();
                            ObjectNode change = json("{'version':1}").put("integrationId", o.integration());
                            return o.call("PATCH", ACTIONS + "/" + id + "/draft", change);
                        },
                        400,
                        "'integrationId' cannot be changed; make a new draft"),
                row(
                        "Drafts: `POST /actions/drafts`, `PATCH /actions/{id}/draft`",
                        "a second one",
                        o -> {
                            String path = ACTIONS + "/" + o.action() + "/draft";
                            o.call("POST", path, (String) null).ok();
                            return o.call("POST", path, (String) null);
                        },
                        409,
                        "already has a draft"),
                row(
                        "Drafts: `POST /actions/drafts`, `PATCH /actions/{id}/draft`",
                        "an old version",
                        o -> {
                            String path = ACTIONS + "/" + o.action() + "/draft";
                            o.call("POST", path, (String) null).ok();
                            o.call("PATCH", path, json("{'version':1,'name':'x'}"))
                                    .ok();
                            return o.call("PATCH", path, json("{'version':1,'name':'y'}"));
                        },
                        409,
                        "does not match"),
                row(
                        "DELETE /actions/{id} 204; treat 404, 410 as done",
                        "deleted twice",
                        o -> {
                            String path = ACTIONS + "/" + o.action();
                            assertThat(o.delete(path).status()).isEqualTo(204);
                            return o.delete(path);
                        },
                        404,
                        "action"),
                row(
                        "DELETE /actions/{id} 204; …; poll until 404",
                        "read",
                        o -> {
                            String path = ACTIONS + "/" + o.action();
                            o.delete(path).ok();
                            return o.get(path);
                        },
                        404,
                        "action"),
                row(
                        "DELETE /actions/{id} 204; …; poll until 404",
                        "changed while it lingers",
                        o -> {
                            o.reconfigure(s -> s.withDelays(new OrgSettings.Delays(
                                    Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(5))));
                            String path = ACTIONS + "/" + o.action();
                            o.delete(path).ok();
                            o.get(path).ok();
                            return o.call("PATCH", path, json("{'version':1}"));
                        },
                        404,
                        "action"),
                row(
                        "(whether a used action can be deleted: open)",
                        "closed",
                        o -> {
                            o.reconfigure(s -> s.withDeletingUsedActionsRefused(true));
                            String action = o.action();
                            o.state.addFlow(ConsumingFlow.published(action, "flow-1", "Main menu"));
                            return o.delete(ACTIONS + "/" + action);
                        },
                        409,
                        "Main menu"),
                row(
                        "template texts are only at /actions/{id}/templates/{requesttemplate.vm|successtemplate.vm}",
                        "another file",
                        o -> o.get(ACTIONS + "/" + o.action() + "/templates/other.vm"),
                        404,
                        "other.vm"),
                row(
                        "List: GET /actions … paged (`pageSize` 25 by default, `nextPage`)",
                        "an invented page",
                        o -> o.get(ACTIONS + "?nextPage=invented"),
                        400,
                        "not one that this listing handed out"),
                row(
                        "List: GET /actions … paged (`pageSize` 25 by default, `nextPage`)",
                        "pages of nothing",
                        o -> o.get(ACTIONS + "?pageSize=0"),
                        400,
                        "pageSize must be a positive number"),
                row(
                        "Read: GET /actions/{id}?expand=contract&includeConfig=true",
                        "another expansion",
                        o -> o.get(ACTIONS + "/" + o.action() + "?expand=config"),
                        400,
                        "Only contract can be expanded"),
                row(
                        "Read: GET /actions/{id}?expand=contract&includeConfig=true",
                        "a flag that is none",
                        o -> o.get(ACTIONS + "/" + o.action() + "?includeConfig=yes"),
                        400,
                        "includeConfig must be true or false"),
                row(
                        "`POST …/draft/publish {version}`",
                        "a draft that is not valid",
                        o -> {
                            ObjectNode body = o.actionBody(o.integration());
                            request(body).put("requestType", "HEAD");
                            String id = o.call("POST", ACTIONS + "/drafts", body)
                                    .ok()
                                    .id();
                            return o.call("POST", ACTIONS + "/" + id + "/draft/publish", json("{'version':1}"));
                        },
                        400,
                        "requestType"),
                row(
                        "`POST …/draft/publish {version}`",
                        "another version",
                        o -> {
                            String id = o.call("POST", ACTIONS + "/drafts", o.actionBody(o.integration()))
                                    .ok()
                                    .id();
                            return o.call("POST", ACTIONS + "/" + id + "/draft/publish", json("{'version':2}"));
                        },
                        409,
                        "draft"),
                row(
                        "consumingresources?id=…&objectType=DATAACTION",
                        "no id",
                        o -> o.get("/api/v2/architect/dependencytracking/consumingresources?objectType=DATAACTION"),
                        400,
                        "id is required"),
                row(
                        "consumingresources?id=…&objectType=DATAACTION",
                        "no type",
                        o -> o.get("/api/v2/architect/dependencytracking/consumingresources?id=x"),
                        400,
                        "objectType is required"),
                row(
                        "consumingresources?id=…&objectType=DATAACTION",
                        "another type",
                        o -> o.get("/api/v2/architect/dependencytracking/consumingresources?id=x&objectType=QUEUE"),
                        400,
                        "DATAACTION and SECUREACTION only"),
                row(
                        "both `flowFilter` values (`checkedIn`, `published`)",
                        "a third",
                        o -> o.get("/api/v2/architect/dependencytracking/consumingresources?id=x&objectType=DATAACTION"
                                + "&flowFilter=all"),
                        400,
                        "checkedIn or published")));
        for (String field : List.of("category", "name", "integrationId", "config", "contract")) {
            rows.add(create(shape, "no " + field, body -> body.remove(field), "'" + field + "'"));
        }
        return tests(rows);
    }

    @TestFactory
    Stream<DynamicTest> contracts() {
        String flat = "Input: a flat object of string | integer | number | boolean; no nested objects, no arrays";
        String names = "names start with a letter, then letters, digits, `-`, `_`";
        String output =
                "Output: object (nested objects allowed, arrays of scalars or of objects allowed, no nested arrays)";
        String ref = "no `$ref`; draft-04 style";
        String required = "draft-04 forbids an empty `required` array";
        List<Row> rows = new ArrayList<>(List.of(
                input(flat, "an object", "{'type':'object','properties':{'a':{'type':'object'}}}", "flat object"),
                input(
                        flat,
                        "an array",
                        "{'type':'object','properties':{'a':{'type':'array','items':{'type':'string'}}}}",
                        "flat object"),
                input(flat, "no type", "{'type':'object','properties':{'a':{}}}", "without a type"),
                input(flat, "not an object", "{'type':'string'}", "the input must be of type object"),
                input(
                        names,
                        "a digit first",
                        "{'type':'object','properties':{'1a':{'type':'string'}}}",
                        "inputSchema.properties.1a: the name of an input"),
                input(
                        names,
                        "a space",
                        "{'type':'object','properties':{'a b':{'type':'string'}}}",
                        "the name of an input"),
                input(
                        names,
                        "a dot",
                        "{'type':'object','properties':{'a.b':{'type':'string'}}}",
                        "the name of an input"),
                input(
                        ref,
                        "$ref in an input",
                        "{'type':'object','properties':{'a':{'$ref':'#/x','type':'string'}}}",
                        "$ref"),
                input(
                        ref,
                        "draft-07",
                        "{'$schema':'http://json-schema.org/draft-07/schema#','type':'object'}",
                        "draft-04"),
                input(
                        ref,
                        "a keyword of draft-06",
                        "{'type':'object','properties':{'a':{'type':'string','const':'x'}}}",
                        "'const'"),
                input(
                        ref,
                        "properties as a list",
                        "{'type':'object','properties':[]}",
                        "'properties' must be an object"),
                output(ref, "a schema that is none", property("true"), "a schema must be an object"),
                input(
                        ref,
                        "a pattern that is none",
                        "{'type':'object','properties':{'a':{'type':'string','pattern':'('}}}",
                        "'pattern'"),
                output(
                        ref,
                        "$ref in additional properties",
                        "{'type':'object','additionalProperties':{'$ref':'#/x'}}",
                        "additionalProperties: the $ref keyword"),
                input(required, "of the input", "{'type':'object','properties':{},'required':[]}", "at least one name"),
                input(required, "not even a list", "{'type':'object','required':true}", "at least one name"),
                input(required, "a name twice", "{'type':'object','required':['a','a']}", "different names"),
                output(
                        output,
                        "an array",
                        "{'type':'array','items':{'type':'string'}}",
                        "the output must be of type object"),
                output(
                        output,
                        "an array of arrays",
                        property("{'type':'array','items':{'type':'array','items':{'type':'string'}}}"),
                        "nested arrays are not supported"),
                output(
                        output,
                        "an array in an object in an array",
                        property("{'type':'array','items':{'type':'object','properties':{'b':{'type':'array','items':"
                                + "{'type':'string'}}}}}"),
                        "nested arrays are not supported"),
                output(output, "an array of anything", property("{'type':'array'}"), "'items'"),
                output(output, "an unknown type", property("{'type':'date'}"), "\"date\""),
                output(output, "no type", property("{}"), "without a type"),
                output(output, "several types", property("{'type':['string','null']}"), "[\"string\",\"null\"]"),
                output(ref, "$ref in the output", property("{'$ref':'#/definitions/x'}"), "$ref"),
                output(
                        ref,
                        "$ref in items",
                        property("{'type':'array','items':{'$ref':'#/definitions/x'}}"),
                        "items: the $ref keyword"),
                output(
                        ref,
                        "2020-12",
                        "{'$schema':'https://json-schema.org/draft/2020-12/schema','type':'object'}",
                        "draft-04"),
                output(required, "of the output", "{'type':'object','required':[]}", "at least one name"),
                output(
                        required,
                        "of an inner object",
                        property("{'type':'object','properties':{},'required':[]}"),
                        "at least one name"),
                output("Depth at most 50", "51 levels", nested(51), "nested more than 50 levels"),
                create(
                        "contract:{input:{inputSchema}, output:{successSchema}}",
                        "no input schema",
                        b -> ((ObjectNode) b.path("contract").path("input")).remove("inputSchema"),
                        "'input.inputSchema'"),
                create(
                        "contract:{input:{inputSchema}, output:{successSchema}}",
                        "no success schema",
                        b -> ((ObjectNode) b.path("contract").path("output")).remove("successSchema"),
                        "'output.successSchema'")));
        for (String reserved : List.of("orgId", "integrationId", "rawRequest")) {
            rows.add(input(
                    "`orgId`, `integrationId`, `rawRequest` are reserved",
                    reserved,
                    "{'type':'object','properties':{'" + reserved + "':{'type':'string'}}}",
                    "'" + reserved + "' is a reserved name"));
        }
        return tests(rows);
    }

    @TestFactory
    Stream<DynamicTest> runs() {
        String disabled = "A new one is `intendedState: DISABLED`, … reportedState INACTIVE";
        String failure = "Non-2xx takes the Failure path";
        String schema = "a 2xx body that does not fit the output schema is an error too";
        String limits = "Limits quoted by Genesys's texts: 50 concurrent executions, 2500 a minute";
        return tests(List.of(
                row(
                        disabled,
                        "executed",
                        o -> execute(
                                o,
                                o.createAction(o.actionBody(o.integration()))
                                        .ok()
                                        .id(),
                                "{'userId':1}"),
                        400,
                        "intended state DISABLED, reported state INACTIVE"),
                row(
                        disabled,
                        "tested",
                        o -> o.call(
                                "POST",
                                ACTIONS + "/"
                                        + o.createAction(o.actionBody(o.integration()))
                                                .ok()
                                                .id()
                                        + "/test",
                                json("{'userId':1}")),
                        400,
                        "not active"),
                row(
                        "reportedState follows asynchronously",
                        "still activating",
                        o -> {
                            o.reconfigure(s -> s.withDelays(new OrgSettings.Delays(
                                    Duration.ofSeconds(3), Duration.ZERO, Duration.ZERO, Duration.ZERO)));
                            return execute(o, o.action(), "{'userId':1}");
                        },
                        400,
                        "reported state ACTIVATING"),
                row(
                        "ERROR with detail",
                        "the credential is gone",
                        o -> {
                            String action = o.action();
                            o.state
                                    .toJson()
                                    .path("credentials")
                                    .forEach(credential -> o.delete(CREDENTIALS + "/"
                                                    + credential.path("id").asText())
                                            .ok());
                            return execute(o, action, "{'userId':1}");
                        },
                        400,
                        "reported state ERROR"),
                row(
                        "Input: a flat object of …",
                        "a required input is missing",
                        o -> execute(o, o.action(), "{}"),
                        400,
                        "'userId' is missing"),
                row(
                        "Input: a flat object of …",
                        "a required input is null",
                        o -> execute(o, o.action(), "{'userId':null}"),
                        400,
                        "'userId' is missing"),
                row(
                        "Input: a flat object of …",
                        "a text for an integer",
                        o -> execute(o, o.action(), "{'userId':'1'}"),
                        400,
                        "expected integer, found string"),
                row(
                        "Input: a flat object of …",
                        "a fraction for an integer",
                        o -> execute(o, o.action(), "{'userId':1.5}"),
                        400,
                        "expected integer, found number"),
                row(
                        failure,
                        "503",
                        o -> executeAnswered(o, 503, "{\"errorCode\":\"UPSTREAM_THROTTLED\"}"),
                        503,
                        "server error status code: 503"),
                row(failure, "401", o -> executeAnswered(o, 401, "{}"), 401, "client error status code: 401"),
                row(failure, "a redirect", o -> executeAnswered(o, 302, "{}"), 502, "status code: 302"),
                row(
                        failure,
                        "no one there",
                        o -> {
                            String action = o.action();
                            o.service.close();
                            return execute(o, action, "{'userId':1}");
                        },
                        502,
                        "Connection failed"),
                row(
                        schema,
                        "a type",
                        o -> executeAnswered(o, 200, "{\"status\":1,\"data\":{}}"),
                        502,
                        "$.status: expected string, found integer"),
                row(
                        schema,
                        "a null",
                        o -> executeAnswered(o, 200, "{\"status\":\"success\",\"data\":{\"name\":null}}"),
                        502,
                        "$.data.name: expected string, found null"),
                row(
                        schema,
                        "what is required",
                        o -> executeAnswered(o, 200, "{\"status\":\"success\"}"),
                        502,
                        "'data' is missing"),
                row(schema, "not JSON", o -> executeAnswered(o, 200, "<html/>"), 502, "not valid JSON"),
                row(schema, "nothing", o -> executeAnswered(o, 200, ""), 502, "not valid JSON"),
                row(
                        "Depth at most 50",
                        "in a result",
                        o -> executeAnswered(o, 200, deep(51)),
                        502,
                        "more than 50 levels"),
                row(
                        "Timeouts must nest: upstream < Lambda < action `timeoutSeconds` ≤ 60",
                        "no answer within timeoutSeconds",
                        o -> {
                            ObjectNode body = o.actionBody(o.configuredIntegration());
                            timeout(body, 1);
                            String action = o.createAction(body).ok().id();
                            o.service.fallsSilent();
                            return execute(o, action, "{'userId':1}");
                        },
                        504,
                        "No answer within 1 seconds"),
                row(
                        "`requestUrlTemplate`",
                        "not a URL",
                        o -> {
                            ObjectNode body = o.actionBody(o.configuredIntegration());
                            request(body).put("requestUrlTemplate", "arn:aws:lambda:eu-west-1:0:function:x");
                            return execute(o, o.createAction(body).ok().id(), "{'userId':1}");
                        },
                        400,
                        "not an absolute http or https URL"),
                row(
                        "request headers are free",
                        "as far as HTTP allows",
                        o -> {
                            ObjectNode body = o.actionBody(o.configuredIntegration());
                            request(body).putObject("headers").put("X-Name", "${input.name}");
                            inputSchema(body)
                                    .putObject("properties")
                                    .putObject("name")
                                    .put("type", "string");
                            inputSchema(body).remove("required");
                            return execute(o, o.createAction(body).ok().id(), "{'name':'a\\r\\nb'}");
                        },
                        400,
                        "that HTTP does not allow"),
                row(
                        limits,
                        "a minute",
                        o -> {
                            o.reconfigure(s -> s.withExecutionLimits(50, 1));
                            String action = o.action();
                            execute(o, action, "{'userId':1}").ok();
                            return execute(o, action, "{'userId':1}");
                        },
                        429,
                        "Rate limit exceeded"),
                row(
                        limits,
                        "at once",
                        o -> {
                            o.reconfigure(s -> s.withExecutionLimits(0, 2500));
                            return execute(o, o.action(), "{'userId':1}");
                        },
                        429,
                        "Rate limit exceeded"),
                row(
                        "`POST /actions/{id}/execute`",
                        "an unknown action",
                        o -> execute(o, "custom_-_unknown", "{}"),
                        404,
                        "action"),
                row(
                        "(the Lambda type does not run here)",
                        "executed",
                        o -> {
                            String id = o.call(
                                            "POST",
                                            INTEGRATIONS,
                                            json("{'name':'x','integrationType':{'id':'aws-lambda-data-actions'}}"))
                                    .ok()
                                    .id();
                            o.call("PATCH", INTEGRATIONS + "/" + id, json("{'intendedState':'ENABLED'}"))
                                    .ok();
                            return execute(
                                    o, o.createAction(o.actionBody(id)).ok().id(), "{'userId':1}");
                        },
                        400,
                        "aws-lambda-data-actions do not run")));
    }

    // ---- the table's machinery

    private static Stream<DynamicTest> tests(List<Row> rows) {
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> {
                    try (OrgFixture org = new OrgFixture()) {
                        Answer answer = row.act().apply(org);

                        assertThat(answer.status())
                                .as(row + ": " + answer.text())
                                .isEqualTo(row.status());
                        if (answer.json().has("error")) {
                            assertThat(answer.json().path("error").asText()
                                            + answer.json().path("description").asText())
                                    .contains(row.says());
                        } else {
                            assertThat(answer.message()).as(row.toString()).contains(row.says());
                            assertThat(answer.json().path("status").asInt()).isEqualTo(row.status());
                            assertThat(answer.json().path("code").asText()).isNotBlank();
                            assertThat(answer.json().path("contextId").asText())
                                    .isEqualTo(answer.headers()
                                            .firstValue("ININ-Correlation-Id")
                                            .orElse("no correlation id"));
                        }
                    }
                }));
    }

    private static Row create(String rule, String example, Consumer<ObjectNode> spoil, String says) {
        return row(
                rule,
                example,
                o -> {
                    ObjectNode body = o.actionBody(o.integration());
                    spoil.accept(body);
                    return o.createAction(body);
                },
                400,
                says);
    }

    private static Row input(String rule, String example, String schema, String says) {
        return create(
                rule,
                example,
                body -> ((ObjectNode) body.path("contract").path("input")).set("inputSchema", json(schema)),
                says);
    }

    private static Row output(String rule, String example, String schema, String says) {
        return create(
                rule,
                example,
                body -> ((ObjectNode) body.path("contract").path("output")).set("successSchema", json(schema)),
                says);
    }

    private static String property(String schema) {
        return "{'type':'object','properties':{'a':" + schema + "}}";
    }

    static String nested(int levels) {
        return "{'type':'object','properties':{'a':".repeat(levels) + "{'type':'string'}" + "}}".repeat(levels);
    }

    private static String deep(int levels) {
        return "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
    }

    private static ObjectNode without(ObjectNode body, String field) {
        body.remove(field);
        return body;
    }

    private static ObjectNode credentialIn(ObjectNode config, String slot, String id) {
        config.putObject("credentials").putObject(slot).put("id", id);
        return config;
    }

    private static void timeout(ObjectNode action, int seconds) {
        ((ObjectNode) action.path("config")).put("timeoutSeconds", seconds);
    }

    private static Answer putConfig(OrgFixture org, Consumer<ObjectNode> spoil) {
        ObjectNode body = configBody();
        spoil.accept(body);
        return org.call("PUT", INTEGRATIONS + "/" + org.integration() + "/config/current", body);
    }

    private static String deleted(OrgFixture org) {
        String id = org.integration();
        org.delete(INTEGRATIONS + "/" + id).ok();
        return id;
    }

    private static Answer postCredential(OrgFixture org, String body) {
        return org.call("POST", CREDENTIALS, json(body));
    }

    private static Answer patch(OrgFixture org, Consumer<ObjectNode> spoil) {
        ObjectNode body = json("{'version':1,'name':'Renamed','category':'Customer Data'}");
        spoil.accept(body);
        return org.call("PATCH", ACTIONS + "/" + org.action(), body);
    }

    private static Answer execute(OrgFixture org, String action, String input) {
        return org.call("POST", ACTIONS + "/" + action + "/execute", json(input));
    }

    private static Answer executeAnswered(OrgFixture org, int status, String body) {
        org.service.answers(status, body);
        return execute(org, org.action(), "{'userId':1}");
    }

    @Test
    void a_schema_of_fifty_levels_is_still_accepted() {
        try (OrgFixture org = new OrgFixture()) {
            ObjectNode body = org.actionBody(org.integration());
            ((ObjectNode) body.path("contract").path("output")).set("successSchema", json(nested(50)));

            assertThat(org.createAction(body).status()).isEqualTo(200);
            assertThat(successSchema(body).size()).isEqualTo(2);
        }
    }
}
