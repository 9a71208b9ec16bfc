package dataactions.registrar;

import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.registrar.Rig.Resource;
import dataactions.registrar.TestOrg.Fault;
import dataactions.registrar.invocation.Failure;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The talk with CloudFormation. */
class ProtocolTest {
    private final Rig rig = new Rig();

    private static String reason(JsonNode answer) {
        assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
        return answer.path("Reason").asText();
    }

    @Test
    void an_answer_repeats_what_cloudformation_needs() {
        JsonNode answer = rig.create(Rig.credential());
        assertThat(answer.path("RequestId").asText()).isEqualTo("request-1");
        assertThat(answer.path("LogicalResourceId").asText()).isEqualTo("Credential");
        assertThat(answer.path("StackId").asText()).endsWith(Rig.STACK_GUID);
    }

    @Test
    void a_put_that_fails_twice_is_sent_a_third_time() {
        rig.answerStatuses.add(-1);
        rig.answerStatuses.add(503);
        assertThat(rig.create(Rig.credential()).path("Status").asText()).isEqualTo("SUCCESS");
        assertThat(rig.genesys.credentials).hasSize(1);
    }

    @Test
    void a_put_that_always_fails_is_thrown_without_its_url() {
        for (int i = 0; i < 3; i++) {
            rig.answerStatuses.add(i == 1 ? 403 : -1);
        }
        assertThatThrownBy(() -> rig.create(Rig.credential()))
                .hasMessageContaining("did not take the answer")
                .hasMessageNotContaining("Signature")
                .hasNoCause();
        assertThat(rig.log).noneMatch(line -> line.contains("Signature"));
    }

    @Test
    void the_body_stays_under_4096_bytes_whatever_genesys_says() {
        String endless = "ü\"\\\n".repeat(5_000);
        rig.genesys.beforeEveryCall = () -> {
            throw Failure.genesys(Failure.Kind.INVALID, endless, endless, endless, "corr-1", null, null);
        };
        ObjectNode event = Rig.event("Create", Rig.credential(), null, null);
        event.put("RequestId", "r".repeat(900));
        rig.send(event);
        assertThat(rig.bodies.get(0)).hasSizeLessThan(4096);
    }

    @Test
    void a_reason_has_at_most_400_characters_and_keeps_the_correlation_id() {
        rig.genesys.beforeEveryCall = () -> {
            throw Failure.genesys(
                    Failure.Kind.INVALID, "What failed.", "Do this.", "words ".repeat(200), "corr-42", null, null);
        };
        String reason = reason(rig.create(Rig.credential()));
        assertThat(reason)
                .hasSizeLessThanOrEqualTo(400)
                .startsWith("What failed. Genesys says: words")
                .endsWith("[ININ-Correlation-Id corr-42]");
    }

    @Test
    void an_error_thrown_is_answered() {
        rig.genesys.fault("list credentials", Fault.OUT_OF_MEMORY);
        assertThat(reason(rig.create(Rig.credential())))
                .contains("java.lang.OutOfMemoryError")
                .contains("TestOrg.java");
    }

    @Test
    @Timeout(20)
    void a_call_that_hangs_is_answered_before_the_lambdas_time_is_over() throws InterruptedException {
        CountDownLatch forever = new CountDownLatch(1);
        rig.genesys.beforeEveryCall = () -> {
            try {
                forever.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        rig.remainingMs = 600;
        JsonNode answer = rig.create(Rig.credential());
        assertThat(reason(answer))
                .contains("ran out of time")
                .endsWith("Deploy again: the registrar finds what it has created.");
        assertThat(id(answer)).isEqualTo("not-created");
        assertThat(reason(rig.delete("outcome-unknown", Rig.credential())))
                .contains("ran out of time")
                .endsWith("Deploy again, or delete the stack again: the registrar finds what it has created.");
    }

    @Test
    @Timeout(20)
    void work_that_was_cut_off_makes_no_further_call() throws InterruptedException {
        CountDownLatch inCall = new CountDownLatch(1);
        CountDownLatch resume = new CountDownLatch(1);
        CountDownLatch resumed = new CountDownLatch(1);
        rig.genesys.beforeEveryCall = () -> {
            inCall.countDown();
            boolean waiting = true;
            while (waiting) {
                try {
                    resume.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    // A socket does not hear it either.
                }
            }
            resumed.countDown();
        };
        rig.remainingMs = 600;
        reason(rig.create(Rig.credential()));
        assertThat(inCall.getCount()).isZero();
        resume.countDown();
        resumed.await();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("registrar")) {
                thread.join(5_000);
            }
        }
        assertThat(rig.genesys.calls).as("the one that hung").hasSize(1);
        assertThat(rig.genesys.credentials).isEmpty();
    }

    @Test
    void endless_throttling_ends_with_genesys_own_reason() {
        rig.genesys.beforeEveryCall = () -> {
            throw Failure.genesys(
                    Failure.Kind.THROTTLED,
                    "Too many calls.",
                    "Later.",
                    null,
                    "corr-429",
                    java.time.Duration.ofSeconds(30),
                    null);
        };
        assertThat(reason(rig.create(Rig.credential()))).contains("Too many calls.");
        assertThat(rig.time.slept().toSeconds()).isBetween(60L, 106L);
    }

    @Test
    void the_wrong_organization_is_refused_before_the_first_write() {
        Rig guarded = new Rig("org-2");
        String reason = reason(guarded.create(Rig.credential()));
        assertThat(reason).contains("org-1").contains("org-2").contains("genesys.organizationId");
        assertThat(guarded.genesys.calls).containsExactly("read organization");
    }

    @Test
    void the_right_organization_is_asked_for_once_in_a_process() {
        Rig guarded = new Rig("ORG-1");
        guarded.create(Rig.credential());
        guarded.create(Rig.integration("c"));
        assertThat(guarded.genesys.calls)
                .filteredOn("read organization"::equals)
                .hasSize(1);
    }

    @Test
    void the_clean_up_of_a_create_in_the_wrong_organization_succeeds() {
        Rig guarded = new Rig("org-2");
        JsonNode created = guarded.create(Rig.credential());
        JsonNode deleted = guarded.delete(id(created), Rig.credential());
        assertThat(deleted.path("Status").asText()).isEqualTo("SUCCESS");
        assertThat(guarded.genesys.writes()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Name|[]|expected a text, found a list",
                "Category|\"\"|expected a text, found an empty text",
                "Contract|\"one\"|expected a whole number from 1 to 999999, found another text",
                "Secure|\"yes\"|expected \"true\" or \"false\", found another text",
                "IntegrationId|null|expected a text, found nothing",
                "InputSchema|{}|expected a JSON object in a string, found a map",
                "SuccessSchema|\"[]\"|expected a JSON object in a string, found a list",
                "RequestUrl|{}|expected a text, found a map",
                "RequestMethod|\"FETCH\"|expected one of POST, GET, PUT, PATCH, DELETE, found another text",
                "Headers|\"{'a':1}\"|not JSON at column",
                "RequestTemplate|7.5|",
                "TimeoutSeconds|\"61\"|expected a whole number from 1 to 60, found another text",
                "SchemaVersion|\"2\"|expected \"1\"",
            })
    void a_property_of_the_wrong_type_is_named_in_one_clear_reason(String name, String json, String expected)
            throws IOException {
        JsonNode value = TestOrg.JSON.readTree(json);
        Resource wrong = Rig.action("i").change(it -> it.set(name, value));
        JsonNode answer = rig.create(wrong);
        if (expected == null) {
            // A scalar is a text: CloudFormation makes no difference.
            assertThat(answer.path("Status").asText()).isEqualTo("SUCCESS");
            return;
        }
        assertThat(reason(answer))
                .contains("Property " + name + " of Custom::GenesysDataAction")
                .contains(expected);
        assertThat(rig.genesys.calls).isEmpty();
        assertThat(id(answer)).isEqualTo("not-created");
    }

    @Test
    void a_delete_does_not_mind_properties_of_an_older_format() {
        String created = id(rig.create(Rig.action("i")));
        Resource old = Rig.action("i").change(it -> {
            it.removeAll();
            it.put("SchemaVersion", "0");
            it.putArray("Name");
        });
        assertThat(rig.delete(created, old).path("Status").asText()).isEqualTo("SUCCESS");
        assertThat(rig.genesys.actions).isEmpty();
    }

    @Test
    void an_unknown_resource_type_is_answered() {
        Resource unknown =
                new Resource("Custom::Other", "Other", Rig.credential().properties());
        assertThat(reason(rig.create(unknown))).contains("Custom::Other");
    }

    @ParameterizedTest
    @CsvSource({"RequestType", "ResourceType", "LogicalResourceId", "StackId", "RequestId", "ResourceProperties"})
    void an_event_that_lacks_a_part_is_answered_all_the_same(String part) {
        ObjectNode event = Rig.event("Create", Rig.credential(), null, null);
        event.remove(part);
        assertThat(reason(rig.send(event))).contains(part);
    }

    @Test
    void an_event_without_a_url_cannot_be_answered_and_is_thrown() {
        ObjectNode event = Rig.event("Create", Rig.credential(), null, null);
        event.remove("ResponseURL");
        assertThatThrownBy(() -> rig.send(event)).hasMessageContaining("ResponseURL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.s3.amazonaws.com/answer?Signature=pre-signed",
                "http://127.0.0.1.example.com/answer?Signature=pre-signed",
                "ftp://example.s3.amazonaws.com/answer?Signature=pre-signed",
                "file:///tmp/answer?Signature=pre-signed",
                "https:///answer?Signature=pre-signed",
                "/answer?Signature=pre-signed",
                "https://example.s3.amazonaws.com/an swer?Signature=pre-signed",
            })
    void an_event_that_asks_for_its_answer_by_anything_but_https_is_refused_before_any_work(String url) {
        ObjectNode event = Rig.event("Create", Rig.credential(), null, null);
        event.put("ResponseURL", url);

        assertThatThrownBy(() -> rig.send(event))
                .hasMessageContaining("not an https URL")
                .hasMessageNotContaining("Signature")
                .hasNoCause();
        assertThat(rig.genesys.calls).isEmpty();
        assertThat(rig.log).noneMatch(line -> line.contains("Signature"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://stranger.example/answer?Signature=pre-signed",
                "https://amazonaws.com.stranger.example/answer?Signature=pre-signed",
                "https://notamazonaws.com/answer?Signature=pre-signed",
            })
    void an_answer_to_a_host_that_is_not_of_aws_is_logged_and_sent_all_the_same(String url) {
        ObjectNode event = Rig.event("Create", Rig.credential(), null, null);
        event.put("ResponseURL", url);

        assertThat(rig.send(event).path("Status").asText()).isEqualTo("SUCCESS");
        String host = url.substring("https://".length(), url.indexOf("/answer"));
        assertThat(rig.log)
                .filteredOn(line -> line.contains("\"WARN\""))
                .singleElement()
                .asString()
                .contains("\\\"" + host + "\\\"", "not an AWS host")
                .doesNotContain("Signature");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/answer",
                "https://cloudformation-custom-resource-response-cnnorth1.s3.cn-north-1.amazonaws.com.cn/answer",
                "https://cloudformation-custom-resource-response.s3.eusc-de-east-1.amazonaws.eu/answer",
                "HTTPS://EXAMPLE.S3.AMAZONAWS.COM/answer",
                "http://127.0.0.1:4566/answer",
                "http://localhost:4566/answer",
                "http://[::1]:4566/answer",
            })
    void an_answer_to_aws_or_to_this_machine_is_sent_without_a_warning(String url) {
        ObjectNode event = Rig.event("Create", Rig.credential(), null, null);
        event.put("ResponseURL", url);

        assertThat(rig.send(event).path("Status").asText()).isEqualTo("SUCCESS");
        assertThat(rig.log).noneMatch(line -> line.contains("\"WARN\""));
    }

    @Test
    void every_line_of_the_log_is_a_json_object() throws IOException {
        rig.genesys.fault("create action", Fault.THROTTLED);
        rig.create(Rig.action("i"));
        rig.genesys.fault("list actions", Fault.FORBIDDEN);
        rig.create(Rig.action("i"));
        assertThat(rig.log).hasSizeGreaterThan(3);
        for (String line : rig.log) {
            assertThat(TestOrg.JSON.readTree(line).isObject()).as(line).isTrue();
            assertThat(line)
                    .doesNotContain("rawRequest")
                    .doesNotContain("lambda-url")
                    .doesNotContain("\n");
        }
    }
}
