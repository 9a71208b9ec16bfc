package dataactions.sandbox.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The list of requests, in its order, by HTTP. */
class DynamoDbRequestsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void every_request_is_answered_as_the_documentation_says() throws Exception {
        List<Requests.Case> cases = Requests.all();
        SoftAssertions softly = new SoftAssertions();
        try (LocalDynamoDb dynamoDb = new LocalDynamoDb()) {
            for (Requests.Case each : cases) {
                HttpResponse<String> answer = LocalDynamoDb.call(dynamoDb.origin(), each.operation(), each.body());
                softly.assertThat(summary(answer)).as(each.name()).isEqualTo(expected(each));
            }
        }
        softly.assertAll();
        assertThat(cases).hasSizeGreaterThan(60);
    }

    private static String expected(Requests.Case each) throws Exception {
        return each.error().isEmpty() ? "200 " + JSON.readTree(each.answer()) : "400 " + each.error();
    }

    private static String summary(HttpResponse<String> answer) throws Exception {
        JsonNode body = JSON.readTree(answer.body());
        return answer.statusCode() == 200
                ? "200 " + body
                : answer.statusCode() + " "
                        + body.path("__type").asText().replaceFirst(".*#", "")
                        + (body.path("message").asText().isEmpty() ? " without a message" : "");
    }
}
