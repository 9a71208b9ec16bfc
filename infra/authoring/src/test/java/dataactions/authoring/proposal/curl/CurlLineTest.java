package dataactions.authoring.proposal.curl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.Body;
import dataactions.authoring.proposal.Parameter;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.proposal.call.CallProposal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Curl commands as people have them, and the calls that they become. */
class CurlLineTest {
    private static final String USER = "GET https://a.example /users/{userId=1}";
    private static final String CREATE =
            "POST https://a.example /tickets body {subject={subject=It's}, count={count=2}}";

    static Stream<Arguments> lines() {
        return Stream.of(
                // bash
                arguments("curl https://a.example/users/1", USER),
                arguments("$ curl https://a.example/users/1", USER),
                arguments("curl 'https://a.example/users/1'", USER),
                arguments("curl \"https://a.example/users/1\"", USER),
                arguments("curl https://a.example/users/1 | jq .", USER),
                arguments("curl -s https://a.example/users/1 > out.json", USER),
                arguments("curl https://a.example/users/1 # the first user", USER),
                arguments("curl \\\n  https://a.example/users/1", USER),
                arguments("curl \\\r\n  https://a.example/users/1 \\\r\n  -s", USER),
                arguments("curl \\ \n https://a.example/users/1", USER),
                arguments("curl https://a.example/users/1\n-H 'X-A: b'", USER + " header X-A=b"),
                arguments("/usr/bin/curl -sSL https://a.example/users/1", USER),
                arguments("curl.exe https://a.example/users/1", USER),
                arguments("\uFEFFcurl https://a.example/users/1\r\n", USER),
                arguments("https://a.example/users/1", USER),
                arguments("-X GET https://a.example/users/1", USER),
                arguments("curl -XGET --url https://a.example/users/1", USER),
                arguments("curl --request=GET https://a.example/users/1", USER),
                arguments(
                        "curl -fsSL --compressed -k -i -v -o out.json -w '%{http_code}' https://a.example/users/1",
                        USER),
                arguments("curl --connect-timeout 5 --retry 3 --http2 --max-redirs 2 https://a.example/users/1", USER),
                arguments("curl a.example/users/1", USER),
                arguments("curl localhost:8080/users/1", "GET http://localhost:8080 /users/{userId=1}"),
                arguments("curl 'https://a.example/users/1#top'", USER),
                arguments(
                        "curl https://a.example/users?active=true&limit=10",
                        "GET https://a.example /users query active={active=true} limit={limit=10}"),
                arguments(
                        "curl -G https://a.example/users -d name=Bo --data-urlencode 'city=New York'",
                        "GET https://a.example /users query name={name=Bo} city={city=New York}"),
                arguments(
                        "curl -G 'https://a.example/users?a=1' --data-urlencode 'q=x&y'",
                        "GET https://a.example /users query a={a=1} q={q=x&y}"),
                arguments(
                        "curl --url-query 'q=a b' https://a.example/users",
                        "GET https://a.example /users query q={q=a b}"),
                arguments(
                        "curl 'https://a.example/users?id=1&id=2'",
                        "GET https://a.example /users query id={id=1} id={id2=2}"),
                arguments(
                        "curl -X DELETE https://a.example/v2/orders/ORD-2041",
                        "DELETE https://a.example /v2/orders/{orderId=ORD-2041}"),
                // bodies in bash
                arguments("curl https://a.example/tickets -d '{\"subject\":\"It'\\''s\",\"count\":2}'", CREATE),
                arguments("curl https://a.example/tickets --data-raw $'{\"subject\":\"It\\'s\",\"count\":2}'", CREATE),
                arguments(
                        "curl https://a.example/tickets --data-raw $'{\"subject\":\"It\\u0027s\",\"count\":2}'",
                        CREATE),
                arguments("curl https://a.example/tickets --json '{\"subject\":\"It\\u0027s\",\"count\":2}'", CREATE),
                arguments(
                        "curl https://a.example/tickets --data-binary \"{\\\"subject\\\":\\\"It's\\\",\\\"count\\\":2}\"",
                        CREATE),
                arguments(
                        "curl https://a.example/tickets -H 'content-type: application/json' -d '{\n \"subject\": \"It\\u0027s\",\n \"count\": 2\n}'",
                        CREATE),
                arguments(
                        "curl -d 'name=Bo&age=3' -X PUT https://a.example/users/1",
                        "PUT https://a.example /users/{userId=1} form name={name=Bo} age={age=3}"),
                arguments(
                        "curl -d name=Bo -d age=3 https://a.example/users",
                        "POST https://a.example /users form name={name=Bo} age={age=3}"),
                arguments(
                        "curl -H 'Content-Type: text/plain' -d 'Hello' https://a.example/mails",
                        "POST https://a.example /mails text {text=Hello}"),
                arguments(
                        "curl -H 'Content-Type: text/plain' -d $'id\\nname' https://a.example/mails",
                        "POST https://a.example /mails text {text=id\nname}"),
                // what browsers and Postman copy
                arguments(
                        "curl 'https://a.example/users/1' \\\n  -H 'accept: */*' \\\n  -H 'accept-language: de' \\\n"
                                + "  -H 'sec-ch-ua: \"Chromium\";v=\"122\"' \\\n  -H 'user-agent: Mozilla/5.0' \\\n"
                                + "  -H 'x-csrf-token: abcdefabcdefabcdefabcdefabcdef12' \\\n  --compressed",
                        USER),
                arguments(
                        "curl 'https://a.example/users/1' --compressed -H 'User-Agent: Mozilla/5.0 (X11)' -H 'DNT: 1'"
                                + " -H 'Sec-GPC: 1' -H 'Connection: keep-alive' -H 'Cookie: sid=abc'",
                        USER),
                arguments(
                        "curl 'https://a.example/users/1' \\\n-X 'GET' \\\n-H 'Accept: application/json' \\\n-H 'Priority: u=3'",
                        USER),
                arguments(
                        "curl --location --request POST 'https://a.example/tickets' \\\n--header 'Content-Type:"
                                + " application/json' \\\n--data-raw '{\n    \"subject\": \"It\\u0027s\",\n    \"count\": 2\n}'",
                        CREATE),
                arguments("curl --location 'https://a.example/users/1' --header 'Postman-Token: 1'", USER),
                // cmd
                arguments("curl \"https://a.example/users/1\" ^\r\n  -H \"accept: */*\"", USER),
                arguments("curl ^\"https://a.example/users/1^\" ^\n  -H ^\"accept: */*^\"", USER),
                arguments(
                        "curl ^\"https://a.example/users?active=true^&limit=10^\" ^\n -H ^\"sec-ch-ua: ^\\^\"X^\\^\";v=^\\^\"1^\\^\"^\"",
                        "GET https://a.example /users query active={active=true} limit={limit=10}"),
                arguments(
                        "curl ^\"https://a.example/tickets^\" ^\r\n  --data-raw ^\"^{^\\^\"subject^\\^\":^\\^\"It's^\\^\",^\\^\"count^\\^\":2^}^\"",
                        CREATE),
                arguments(
                        "curl \"https://a.example/tickets\" ^\n -d \"{\"\"subject\"\":\"\"It's\"\",\"\"count\"\":2}\"",
                        CREATE),
                arguments(
                        "curl https://a.example/tickets ^\n -d \"{\\\"subject\\\":\\\"It's\\\",\\\"count\\\":2}\"",
                        CREATE),
                // credentials
                arguments("curl -u me:s3cret https://a.example/users/1", USER + " credential basic"),
                arguments("curl https://me:s3cret@a.example/users/1", USER + " credential basic"),
                arguments(
                        "curl -H 'Authorization: Basic bWU6czNjcmV0' https://a.example/users/1",
                        USER + " credential basic"),
                arguments("curl -u sk_test_4eC39HqLyjWDarj: https://a.example/users/1", USER + " credential apiKey"),
                arguments(
                        "curl -H 'Authorization: Bearer abc.def' https://a.example/users/1",
                        USER + " credential bearer"),
                arguments(
                        "curl -H \"Authorization: Bearer $TOKEN\" https://a.example/users/1",
                        USER + " credential bearer"),
                arguments("curl --oauth2-bearer abc https://a.example/users/1", USER + " credential bearer"),
                arguments(
                        "curl -H 'Authorization: Token token=abc' https://a.example/users/1",
                        USER + " credential apiKey"),
                arguments("curl -H 'X-Api-Key: abc' https://a.example/users/1", USER + " credential apiKey"),
                arguments(
                        "curl -H 'Ocp-Apim-Subscription-Key: 0123456789abcdef0' https://a.example/users/1",
                        USER + " credential apiKey"),
                arguments("curl -H 'PRIVATE-TOKEN: glpat-abc' https://a.example/users/1", USER + " credential apiKey"),
                arguments("curl 'https://a.example/users/1?api_key=abc'", USER + " credential apiKey"),
                arguments("curl 'https://a.example/users/1?appid=0123456789abcdef0123'", USER + " credential apiKey"),
                arguments(
                        "curl 'https://a.example/users/1?token=abc&full=true'",
                        USER + " query full={full=true} credential apiKey"),
                arguments("curl 'https://a.example/users/1?key=demo1234'", USER + " credential apiKey"),
                arguments("curl 'https://a.example/users/1?sid=x7'", USER + " credential apiKey"),
                arguments("curl -H 'X-Auth: letmein99' https://a.example/users/1", USER + " credential apiKey"),
                arguments("curl -H 'X-Key: s3cret42' https://a.example/users/1", USER + " credential apiKey"),
                arguments(
                        "curl 'https://a.example/users/1?pageToken=abc&sort_key=name&hasKey=true'",
                        USER + " query pageToken={pageToken=abc} sort_key={sortKey=name} hasKey={hasKey=true}"),
                arguments(
                        "curl -u me:pw -H 'Authorization: Bearer t' https://a.example/users/1",
                        USER + " credential bearer"),
                arguments(
                        "curl https://me:pw@a.example/users/1 -H 'authorization: Bearer t'",
                        USER + " credential bearer"),
                // escapes of bash
                arguments("curl $'https://a.example/users/\\061'", USER),
                arguments(
                        "curl https://a.example/names -d $'{\"name\": \"\\303\\251\\x41\"}'",
                        "POST https://a.example /names body {name={name=éA}}"),
                // placeholders of documentation
                arguments("curl 'https://a.example/users/{ id }'", "GET https://a.example /users/{id}"),
                arguments("curl https://a.example/users/{id}", "GET https://a.example /users/{id}"),
                arguments("curl https://a.example/users/:user_id/todos", "GET https://a.example /users/{userId}/todos"),
                arguments("curl https://a.example/users/<user-id>", "GET https://a.example /users/{userId}"),
                arguments("curl \"https://a.example/users/$USER_ID\"", "GET https://a.example /users/{userId}"),
                arguments(
                        "curl 'https://a.example/users/{{userId}}?q=<text>'",
                        "GET https://a.example /users/{userId} query q={q}"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void a_line_becomes_a_call(String line, String expected) {
        assertThat(words(CallProposal.of(CurlLine.read(line)))).isEqualTo(expected);
    }

    @Test
    void there_are_at_least_sixty_lines() {
        assertThat(lines()).hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{", "{ ", "[", "<", "${", "{a"})
    void a_long_text_that_begins_like_a_placeholder_takes_no_time(String start) {
        String value = start + " ".repeat(4_000);

        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> CallProposal.of(
                        CurlLine.read("curl https://a.example/ -H 'X-A: " + value + ".' -d 'a=" + value + "~'")));
    }

    @Test
    void of_a_user_and_a_header_authorization_the_header_is_kept_as_curl_does_it() {
        ApiCall call =
                CallProposal.of(CurlLine.read("curl -u me:pw -H 'Authorization: Bearer t' https://a.example/users/1"));

        assertThat(call.notes())
                .anyMatch(note -> note.contains("type bearer is kept") && note.contains("type basic is left out"));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("", "There is no curl line"),
                arguments("wget https://a.example/", "does not begin with curl"),
                arguments("Invoke-WebRequest -Uri https://a.example/", "It looks like PowerShell"),
                arguments("curl", "has no URL"),
                arguments("curl https://a.example/ https://b.example/", "has 2 URLs"),
                arguments("curl 'https://a.example/", "has a ' that is not closed"),
                arguments("curl \"https://a.example/", "has a \" that is not closed"),
                arguments("curl $'https://a.example/", "has a $' that is not closed"),
                arguments("curl https://a.example/ -H", "-H of the curl line has no value"),
                arguments("curl https://a.example/ -H nothing", "has no header"),
                arguments(
                        "curl https://a.example/ --heade 'A: b'",
                        "--heade of the curl line is not known; did you mean"),
                arguments("curl https://a.example/ -W", "-W of the curl line is not known"),
                arguments("curl https://a.example/ -F file=@a.pdf", "-F of the curl line sends a multipart form"),
                arguments("curl https://a.example/ -T a.pdf", "-T of the curl line uploads a file"),
                arguments("curl https://a.example/ -d @body.json", "-d of the curl line reads a file"),
                arguments("curl https://a.example/ --data-binary @-", "--data-binary of the curl line reads a file"),
                arguments("curl https://a.example/ --json @b", "--json of the curl line reads a file"),
                arguments("curl https://a.example/ --data-urlencode name@b", "reads a file"),
                arguments("curl https://a.example/ -H @headers", "-H of the curl line reads a file"),
                arguments("curl https://a.example/ --cert c.pem", "uses a client certificate"),
                arguments("curl https://a.example/ --digest -u a:b", "uses an authentication"),
                arguments("curl https://a.example/ --aws-sigv4 aws:amz", "signs requests for AWS"),
                arguments("curl https://a.example/ -n", "from a file of yours"),
                arguments("curl https://a.example/ --next", "makes several calls"),
                arguments("curl https://a.example/ -K x", "reads its options from a file"),
                arguments("curl https://a.example/ -m soon", "-m of the curl line has no number"),
                arguments("curl https://a.example/ -H \"X: $(pass)\"", "runs another command"),
                arguments("curl https://a.example/ -H \"X: `pass`\"", "runs another command"),
                arguments("curl -X OPTIONS https://a.example/", "OPTIONS is none that an action can use"),
                arguments("curl -X GET -d '{}' https://a.example/", "a GET with a body"),
                arguments("curl http://a.example/", "expected https"),
                arguments("curl ftp://a.example/", "expected https"),
                arguments("curl '{{baseUrl}}/users'", "has a variable for it"),
                arguments("curl https://a.example/ -H 'Content-Type: application/json' -d '{a:1}'", "is not JSON"),
                arguments(
                        "curl https://a.example/ -H 'Content-Type: application/xml' -d '<a/>'",
                        "of a type that an action cannot send"),
                arguments("curl https://a.example/ -d '<a/>'", "of a type that an action cannot send"),
                arguments(
                        "curl https://a.example/ -H 'Content-Type: multipart/form-data; boundary=x' --data-raw x",
                        "a multipart form"),
                arguments("curl https://a.example/ -d " + "x".repeat(200_001), "longer than 200000 characters"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_line_that_no_definition_can_do_is_refused_with_one_sentence(String line, String expected) {
        assertThatThrownBy(() -> CallProposal.of(CurlLine.read(line)))
                .isInstanceOf(ProposalException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void no_message_quotes_a_value() {
        for (String line : List.of(
                "curl https://a.example/ -u me:s3cretValue --upload-file x",
                "curl https://me:s3cretValue@a.example:x/",
                "curl https://a.example/ --s3cretValue= x",
                "curl https://a.example/ -H 's3cretValue'",
                "s3cretValue",
                "curl http://a.example/s3cretValue",
                "curl https://a.example/ -H 'Content-Type: application/json' -d '{s3cretValue'",
                "curl -X s3cretValue https://a.example/")) {
            assertThatThrownBy(() -> CallProposal.of(CurlLine.read(line)))
                    .isInstanceOf(ProposalException.class)
                    .extracting(Throwable::getMessage, org.assertj.core.api.InstanceOfAssertFactories.STRING)
                    .satisfies(message ->
                            assertThat(message.replace("--s3cretValue", "")).doesNotContainIgnoringCase("s3cretValue"));
        }
    }

    @Test
    void what_a_definition_does_not_take_is_said() {
        ApiCall call = CallProposal.of(
                CurlLine.read(
                        "curl -k -s --retry 3 https://a.example/users/1 -H 'Cookie: a=b'"
                                + " -H 'User-Agent: x' -H 'sec-fetch-mode: cors' -H 'Authorization: Bearer t' -H 'X-Api-Key: k' -m 20 | jq"));

        assertThat(call.notes())
                .anyMatch(note -> note.contains("What follows the curl command"))
                .anyMatch(note -> note.contains("-k is ignored"))
                .anyMatch(note -> note.contains("--retry, -s"))
                .anyMatch(note -> note.contains("Left out the cookies"))
                .anyMatch(note -> note.contains("User-Agent") && note.contains("sec-fetch-mode"))
                .anyMatch(note -> note.contains("more than one credential")
                        && note.contains("type bearer is kept")
                        && note.contains("type apiKey is left out"));
        assertThat(call.timeout()).hasValueSatisfying(each -> assertThat(each).hasSeconds(20));
    }

    /** The call, its inputs with their values. */
    private static String words(ApiCall call) {
        StringBuilder text = new StringBuilder(call.method() + " " + call.base() + " ");
        call.path().forEach(piece -> text.append(word(piece)));
        text.append(parameters(" query", call.query())).append(parameters(" header", call.headers()));
        call.body()
                .ifPresent(body -> text.append(
                        body instanceof Body.Form form
                                ? parameters(" form", form.fields())
                                : body instanceof Body.Text plain
                                        ? " text " + word(plain.pieces().get(0))
                                        : " body " + tree(((Body.Json) body).tree())));
        call.credential().ifPresent(each -> text.append(" credential ").append(each.type()));
        return text.toString();
    }

    private static String parameters(String kind, List<Parameter> all) {
        return all.isEmpty()
                ? ""
                : all.stream()
                        .map(each -> each.name() + "=" + word(each.value()))
                        .collect(Collectors.joining(" ", kind + " ", ""));
    }

    private static String tree(Object tree) {
        return tree instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .map(each -> each.getKey() + "=" + tree(each.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"))
                : word((Piece) tree);
    }

    private static String word(Piece piece) {
        return piece instanceof Piece.FromInput from
                ? "{" + from.input().name()
                        + from.input().example().map(each -> "=" + each).orElse("") + "}"
                : String.valueOf(((Piece.Fixed) piece).value());
    }
}
