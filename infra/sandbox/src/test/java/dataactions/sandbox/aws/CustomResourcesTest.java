package dataactions.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider.Made;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The custom resource protocol: what a function is sent, and which answers count. */
class CustomResourcesTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<JsonNode> events = new ArrayList<>();
    private ResponseUrls urls;

    @BeforeEach
    void open() throws IOException {
        urls = new ResponseUrls();
    }

    @AfterEach
    void close() {
        urls.close();
    }

    @Test
    void a_create_carries_everything_a_function_needs_and_takes_id_and_data_from_the_answer() throws Exception {
        CustomResources resources = answering(answer -> answer.put("PhysicalResourceId", "made-1")
                .set("Data", JsonNodeFactory.instance.objectNode().put("ActionId", "a")));

        Made made = resources.create(Fixture.order("proposal", properties("1"), properties("")));

        assertThat(made.physicalId()).isEqualTo("made-1");
        assertThat(made.attributes().get("ActionId").asText()).isEqualTo("a");
        JsonNode event = events.get(0);
        assertThat(event.path("RequestType").asText()).isEqualTo("Create");
        assertThat(event.path("StackId").asText()).isEqualTo(Fixture.STACK_ID);
        assertThat(event.path("LogicalResourceId").asText()).isEqualTo("It");
        assertThat(event.path("ResourceType").asText()).isEqualTo("Custom::It");
        assertThat(event.path("ServiceToken").asText()).isEqualTo(Fixture.ARN);
        assertThat(event.path("ResourceProperties").path("Value").asText()).isEqualTo("1");
        assertThat(event.path("ResourceProperties").path("ServiceToken").asText())
                .isEqualTo(Fixture.ARN);
        assertThat(event.has("PhysicalResourceId")).isFalse();
        assertThat(event.has("OldResourceProperties")).isFalse();
    }

    @Test
    void an_update_carries_the_old_properties_and_the_id() throws Exception {
        CustomResources resources = answering(answer -> answer.put("PhysicalResourceId", "made-2"));

        Made made = resources.update(Fixture.order("made-1", properties("2"), properties("1")));

        assertThat(made.physicalId()).isEqualTo("made-2");
        assertThat(events.get(0).path("PhysicalResourceId").asText()).isEqualTo("made-1");
        assertThat(events.get(0).path("OldResourceProperties").path("Value").asText())
                .isEqualTo("1");
    }

    @Test
    void a_delete_needs_no_id_in_its_answer() throws Exception {
        CustomResources resources = answering(answer -> answer);

        resources.delete(Fixture.order("made-1", properties("1"), properties("")));

        assertThat(events.get(0).path("RequestType").asText()).isEqualTo("Delete");
    }

    @Test
    void what_a_delete_has_to_say_is_passed_on() throws Exception {
        CustomResources resources = answering(answer -> answer.put("Reason", "kept: a flow uses it"));

        assertThat(resources.remove(Fixture.order("made-1", properties("1"), properties(""))))
                .isEqualTo("kept: a flow uses it");
    }

    @Test
    void a_failure_carries_its_reason_and_its_id() {
        CustomResources resources = answering(answer ->
                answer.put("Status", "FAILED").put("Reason", "no such org").put("PhysicalResourceId", "made-1"));

        assertThatThrownBy(() -> resources.create(Fixture.order("p", properties("1"), properties(""))))
                .isInstanceOfSatisfying(
                        ResourceFailure.class,
                        failure -> assertThat(failure.physicalId()).contains("made-1"))
                .hasMessage("no such org");
    }

    @Test
    void an_answer_of_more_than_4096_bytes_fails() {
        assertFails(answer -> answer.put("PhysicalResourceId", "x".repeat(4096)), "Response object is too long");
    }

    @Test
    void a_success_without_an_id_fails() {
        assertFails(answer -> answer, "Invalid PhysicalResourceId");
    }

    @Test
    void an_answer_to_another_request_fails() {
        assertFails(answer -> answer.put("PhysicalResourceId", "x").put("RequestId", "other"), "another RequestId");
        assertFails(answer -> answer.put("PhysicalResourceId", "x").put("StackId", "other"), "another StackId");
    }

    @Test
    void an_unknown_status_fails() {
        assertFails(answer -> answer.put("PhysicalResourceId", "x").put("Status", "OK"), "must be SUCCESS or FAILED");
    }

    @Test
    void the_service_token_can_never_change() {
        CustomResources resources = answering(answer -> answer.put("PhysicalResourceId", "x"));
        ObjectNode old = properties("1").put("ServiceToken", "arn:aws:lambda:eu-west-1:000000000000:function:old");

        assertThatThrownBy(() -> resources.update(Fixture.order("x", properties("1"), old)))
                .hasMessage("Modifying service token is not allowed.");
        assertThat(events).isEmpty();
    }

    @Test
    void a_function_that_ends_without_an_answer_fails_at_once_with_what_it_said() {
        Fixture fixture = new Fixture((in, out, context) -> {
            throw new IllegalStateException("boom");
        });

        assertThatThrownBy(() -> new CustomResources(fixture.lambda, urls)
                        .create(Fixture.order("p", properties("1"), properties(""))))
                .hasMessageContaining("ended without answering")
                .hasMessageContaining("boom")
                .hasMessageContaining("would have waited 30 s");
        assertThat(fixture.runtime.invoked()).hasSize(1);
    }

    @Test
    void a_function_without_an_event_invoke_config_is_tried_three_times() {
        Fixture fixture = new Fixture((in, out, context) -> {
            throw new IllegalStateException("boom");
        });
        fixture.account.change("fn", function -> function.withoutEvents("$LATEST"));

        assertThatThrownBy(() -> new CustomResources(fixture.lambda, urls)
                        .create(Fixture.order("p", properties("1"), properties(""))))
                .isInstanceOf(ResourceFailure.class);
        assertThat(fixture.runtime.invoked()).hasSize(3);
    }

    @Test
    void an_answer_that_takes_longer_than_the_service_timeout_is_not_waited_for() throws Exception {
        java.util.concurrent.CountDownLatch never = new java.util.concurrent.CountDownLatch(1);
        Fixture fixture = new Fixture((in, out, context) -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThatThrownBy(() -> new CustomResources(fixture.lambda, urls)
                        .create(Fixture.order("p", properties("1").put("ServiceTimeout", "1"), properties(""))))
                .hasMessageContaining("did not receive a response from your Custom Resource within 1 s");
        never.countDown();
    }

    @Test
    void only_the_first_answer_counts_and_late_ones_are_accepted_and_ignored() throws Exception {
        List<URI> answeredTo = new ArrayList<>();
        Fixture fixture = new Fixture((in, out, context) -> {
            JsonNode event = event(in);
            URI url = URI.create(event.path("ResponseURL").asText());
            answeredTo.add(url);
            put(url, answer(event).put("PhysicalResourceId", "first").toString());
            put(url, answer(event).put("PhysicalResourceId", "second").toString());
        });

        Made made =
                new CustomResources(fixture.lambda, urls).create(Fixture.order("p", properties("1"), properties("")));

        assertThat(made.physicalId()).isEqualTo("first");
        assertThat(put(answeredTo.get(0), "{}")).isEqualTo(200);
    }

    @Test
    void an_upload_without_a_length_or_by_another_method_is_refused() throws Exception {
        try (ResponseUrls.Pending pending = urls.open()) {
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest chunked = HttpRequest.newBuilder(pending.url())
                    .PUT(BodyPublishers.ofInputStream(() -> InputStream.nullInputStream()))
                    .build();
            HttpRequest post = HttpRequest.newBuilder(pending.url())
                    .POST(BodyPublishers.ofString("{}"))
                    .build();

            assertThat(client.send(chunked, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(411);
            assertThat(client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(405);
            assertThat(pending.body()).isNotDone();
        }
    }

    private void assertFails(UnaryOperator<ObjectNode> change, String message) {
        assertThatThrownBy(() -> answering(change::apply).create(Fixture.order("p", properties("1"), properties(""))))
                .isInstanceOf(ResourceFailure.class)
                .hasMessageContaining(message);
    }

    private interface Change {
        JsonNode apply(ObjectNode answer);
    }

    /** A function that answers properly, but for what the test changes. */
    private CustomResources answering(Change change) {
        Fixture fixture = new Fixture((in, out, context) -> {
            JsonNode event = event(in);
            events.add(event);
            ObjectNode answer = answer(event);
            change.apply(answer);
            put(URI.create(event.path("ResponseURL").asText()), answer.toString());
        });
        return new CustomResources(fixture.lambda, urls);
    }

    private static ObjectNode properties(String value) {
        return Fixture.properties().put("Value", value);
    }

    private static JsonNode event(InputStream in) throws IOException {
        return JSON.readTree(in);
    }

    private static ObjectNode answer(JsonNode event) {
        ObjectNode answer = JSON.createObjectNode().put("Status", "SUCCESS");
        for (String field : List.of("StackId", "RequestId", "LogicalResourceId")) {
            answer.set(field, event.get(field));
        }
        return answer;
    }

    private static int put(URI url, String body) throws IOException {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(url)
                                    .PUT(BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
