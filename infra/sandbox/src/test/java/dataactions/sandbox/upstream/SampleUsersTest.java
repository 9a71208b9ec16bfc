package dataactions.sandbox.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleUsersTest {

    private record Answer(int status, JsonNode body, String contentType) {}

    private final SampleUsers service = new SampleUsers();
    private URI url;

    @BeforeEach
    void start() {
        url = service.start(0);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void there_are_ten_users_and_the_first_is_the_tutorial_s() throws Exception {
        assertThat(get("/users").body().size()).isEqualTo(10);
        JsonNode first = get("/users/1").body();
        assertThat(first.path("id").asInt()).isEqualTo(1);
        assertThat(first.path("name").asText()).isEqualTo("Leanne Graham");
        assertThat(first.path("email").asText()).isEqualTo("Sincere@april.biz");
        assertThat(first.at("/company/name").asText()).isEqualTo("Romaguera-Crona");
        assertThat(first.path("website").asText()).isEqualTo("hildegard.org");
        assertThat(first.at("/address/geo/lat").isTextual()).isTrue();
    }

    @Test
    void every_user_has_twenty_todos_in_two_kinds() throws Exception {
        for (int user = 1; user <= 10; user++) {
            JsonNode all = get("/users/" + user + "/todos").body();
            JsonNode done = get("/users/" + user + "/todos?completed=true").body();
            JsonNode open = get("/users/" + user + "/todos?completed=false").body();

            assertThat(all.size()).isEqualTo(20);
            assertThat(done.size() + open.size()).isEqualTo(20);
            assertThat(done.findValues("completed")).isNotEmpty().allMatch(JsonNode::asBoolean);
            assertThat(open.findValues("completed")).isNotEmpty().noneMatch(JsonNode::asBoolean);
            for (JsonNode todo : all) {
                assertThat(todo.path("userId").asInt()).isEqualTo(user);
                assertThat(todo.path("title").asText()).isNotBlank();
            }
        }
        assertThat(get("/users/2/todos").body().get(0).path("id").asInt()).isEqualTo(21);
    }

    @ParameterizedTest
    @CsvSource({
        "/users/11,404",
        "/users/11/todos,404",
        "/users/x,404",
        "/nothing,404",
        "/users/1/todos?completed=yes,400"
    })
    void what_is_not_there_is_told_in_json(String path, int status) throws Exception {
        Answer answer = get(path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("error").asText()).isNotBlank();
        assertThat(answer.contentType()).startsWith("application/json");
    }

    @Test
    void nothing_can_be_changed() throws Exception {
        HttpURLConnection connection =
                (HttpURLConnection) url.resolve("/users/1").toURL().openConnection();
        connection.setRequestMethod("DELETE");

        assertThat(connection.getResponseCode()).isEqualTo(405);
    }

    private Answer get(String path) throws Exception {
        HttpURLConnection connection =
                (HttpURLConnection) url.resolve(path).toURL().openConnection();
        int status = connection.getResponseCode();
        var in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(status, new ObjectMapper().readTree(text), connection.getContentType());
    }
}
