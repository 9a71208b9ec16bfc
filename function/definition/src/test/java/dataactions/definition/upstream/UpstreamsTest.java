package dataactions.definition.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.SecretForm;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamsTest {
    private final List<Problem> problems = new ArrayList<>();

    private Map<String, Upstream> read(String json) {
        try {
            Object tree = Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
            return Upstreams.read(tree, problems);
        } catch (JsonException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private Upstream url(String url) {
        return read("{'users':{'url':'" + url + "'}}").get("users");
    }

    private Auth auth(String auth) {
        return read("{'users':{'url':'https://x','auth':" + auth + "}}")
                .get("users")
                .auth();
    }

    /** Double quotes for single ones, but for the apostrophes. */
    private static String quoted(String text) {
        return text.replaceAll("(?<!\\w)'|'(?!\\w)", "\"");
    }

    private List<String> lines() {
        return problems.stream().map(problem -> problem.below("cdk.json")).toList();
    }

    @Test
    void an_upstream_has_a_url_and_perhaps_more() {
        Map<String, Upstream> upstreams = read("{'users':{'url':'https://api.example.com/v1/','timeout':'5s',"
                + "'auth':{'type':'bearer','secret':'crm/token','//':'asked for in May'},"
                + "'forwardHeaders':['ININ-Correlation-Id']},"
                + "'// a comment':'is no upstream',"
                + "'orders':{'url':'http://localhost:8080','timeout':'800ms'},"
                + "'third':{'url':'HTTPS://api.example.com/a//'}}");

        assertThat(lines()).isEmpty();
        assertThat(upstreams.values())
                .containsExactly(
                        new Upstream(
                                "orders",
                                URI.create("http://localhost:8080"),
                                Optional.of(Duration.ofMillis(800)),
                                new Auth.None(),
                                List.of()),
                        new Upstream(
                                "third",
                                URI.create("HTTPS://api.example.com/a//"),
                                Optional.empty(),
                                new Auth.None(),
                                List.of()),
                        new Upstream(
                                "users",
                                URI.create("https://api.example.com/v1/"),
                                Optional.of(Duration.ofSeconds(5)),
                                new Auth.Bearer("crm/token"),
                                List.of("ININ-Correlation-Id")));
        assertThat(upstreams.values().stream().map(Upstream::base).map(URI::toString))
                .containsExactly("http://localhost:8080", "HTTPS://api.example.com/a", "https://api.example.com/v1");
    }

    @Test
    void settings_are_written_in_the_form_in_which_they_are_read() {
        String settings = """
                {"crm":{"url":"https://crm.example.com/v1/","timeout":"1500ms",\
                "auth":{"type":"oauth2","secret":"crm/client","tokenUrl":"https://login.example.com/t",\
                "scope":"a b","audience":"crm","clientAuthentication":"basic"},\
                "forwardHeaders":["ININ-Correlation-Id"]},\
                "keyed":{"url":"https://k","auth":{"type":"apiKey","secret":"k","in":"query","name":"key"}},\
                "login":{"url":"https://l","timeout":"60s","auth":{"type":"basic","secret":"l"}},\
                "open":{"url":"https://o"}}""";

        assertThat(Json.writeString(Upstreams.toTree(read(settings)))).isEqualTo(settings);
        assertThat(lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:80", "http://127.9.9.9", "http://localhost/x", "http://[::1]:8080", "https://x"
            })
    void https_goes_anywhere_and_http_only_to_this_machine(String url) {
        assertThat(url(url).base()).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @CsvSource({
        "http://api.example.com, 'expected https (plain http only to this machine), found http'",
        "http://127.0.0.1.example.com, 'expected https (plain http only to this machine), found http'",
        "http://localhost.example.com, 'expected https (plain http only to this machine), found http'",
        "http://127.0.0.1234, 'expected a URL with scheme and host, such as \"https://api.example.com/v1\"'",
        "ftp://api.example.com, 'expected https (plain http only to this machine), found ftp'",
        "https://user:hunter2@api.example.com, a user name or password does not belong in a URL",
        "https://api.example.com?key=hunter2, 'expected a base URL without \"?\" and \"#\"; parameters belong in'",
        "https://api.example.com#f, 'expected a base URL without \"?\" and \"#\"; parameters belong in'",
        "https:///x, 'expected a URL with scheme and host, such as \"https://api.example.com/v1\"'",
        "api.example.com, 'expected a URL with scheme and host, such as \"https://api.example.com/v1\"'",
        "https://hunter2 x, 'expected a URL such as \"https://api.example.com/v1\": Illegal character'"
    })
    void any_other_url_is_refused_without_quoting_it(String url, String problem) {
        assertThat(url(url)).isNull();
        assertThat(lines()).singleElement().asString().startsWith("cdk.json.users.url: " + problem);
        assertThat(lines()).noneMatch(line -> line.contains("hunter2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                    | cdk.json: expected an object, found a list",
                "{'users':null}                        | cdk.json.users: expected an object, found nothing",
                "{'users':'https://x'}                 | cdk.json.users: expected an object, found a string",
                "{'my users':{}}                       | cdk.json.my users: an upstream's name is a letter, then letters,"
                        + " digits, '-' and '_'",
                "{'users':{}}                          | cdk.json.users.url: missing; expected the API's base URL",
                "{'users':{'URL':'https://x'}}         | cdk.json.users.URL: unknown key; did you mean 'url'?",
                "{'users':{'url':5}}                   | cdk.json.users.url: expected the API's base URL, found a number",
                "{'users':{'url':' '}}                 | cdk.json.users.url: expected the API's base URL, found an empty"
                        + " string",
                "{'users':{'url':' https://x'}}        | cdk.json.users.url: expected the API's base URL, found a string"
                        + " with blanks around it",
                "{'users':{'url':'https://x','proxy':{}}} | cdk.json.users.proxy: unknown key; known: timeout, auth,"
                        + " forwardHeaders",
                "{'users':{'url':'https://x','timeout':'soon'}}  | cdk.json.users.timeout: expected a duration such as"
                        + " '5s' or '800ms', found 'soon'",
                "{'users':{'url':'https://x','timeout':'0s'}}    | cdk.json.users.timeout: expected a duration such as"
                        + " '5s' or '800ms', found '0s'",
                "{'users':{'url':'https://x','timeout':true}}    | cdk.json.users.timeout: expected a duration such as"
                        + " '5s' or '800ms', found a boolean",
                "{'users':{'url':'https://x','auth':'none'}}     | cdk.json.users.auth: expected an object, found a string",
                "{'users':{'url':'https://x','forwardHeaders':'x'}} | cdk.json.users.forwardHeaders: expected a list of"
                        + " header names such as ['ININ-Correlation-Id'], found a string",
                "{'users':{'url':'https://x','forwardHeaders':['a b']}} | cdk.json.users.forwardHeaders: expected a list"
                        + " of header names such as ['ININ-Correlation-Id']"
            })
    void a_problem_names_its_place_and_what_was_expected(String settings, String problem) {
        assertThat(read(settings)).isEmpty();
        assertThat(lines()).containsExactly(quoted(problem));
    }

    @Test
    void every_problem_is_reported_and_the_other_upstreams_are_read() {
        assertThat(read("{'a':{'url':'ftp://x','timeout':5},'b':{'url':'https://b'},'c':{}}"))
                .containsOnlyKeys("b");
        assertThat(problems.stream().map(Problem::path)).containsExactly("a.url", "a.timeout", "c.url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "data-action-token", "Cookie", "Content-Type", "TE", "Proxy-X", "HOST"})
    void headers_of_the_connection_and_credentials_are_not_sent_on(String name) {
        assertThat(read("{'users':{'url':'https://x','forwardHeaders':['" + name + "']}}"))
                .isEmpty();
        assertThat(lines())
                .containsExactly("cdk.json.users.forwardHeaders: " + name
                        + " is not passed on: it belongs to the connection, or is a credential; remove it");
    }

    @Test
    void each_type_of_auth_is_read_and_knows_what_its_secret_holds() {
        assertThat(auth("{'type':'none'}")).isEqualTo(new Auth.None());
        assertThat(auth("{'type':'apiKey','in':'header','name':'X-Key','secret':'a'}"))
                .isEqualTo(new Auth.ApiKey(false, "X-Key", "a"));
        assertThat(auth("{'type':'apiKey','in':'query','name':'key','secret':'s'}"))
                .isEqualTo(new Auth.ApiKey(true, "key", "s"));
        assertThat(auth("{'type':'basic','secret':'s'}")).isEqualTo(new Auth.Basic("s"));
        assertThat(auth("{'type':'bearer','secret':'s'}")).isEqualTo(new Auth.Bearer("s"));
        Auth oauth2 = auth("{'type':'oauth2','tokenUrl':'https://t/token','secret':'s','scope':'a b',"
                + "'clientAuthentication':'body'}");
        assertThat(oauth2)
                .isEqualTo(new Auth.OAuth2(
                        URI.create("https://t/token"), "s", Optional.of("a b"), Optional.empty(), Optional.of("body")));
        assertThat(((Auth.OAuth2) oauth2).inBody()).isTrue();
        assertThat(oauth2.urls()).containsExactly(Map.entry("tokenUrl", URI.create("https://t/token")));

        assertThat(new Auth.ApiKey(false, "X-Key", "s").form()).isEqualTo(new SecretForm(List.of("apiKey"), true));
        assertThat(new Auth.ApiKey(true, "key", "s").form()).isEqualTo(new SecretForm(List.of("apiKey"), false));
        assertThat(new Auth.Basic("s").form()).isEqualTo(new SecretForm(List.of("username", "password"), false));
        assertThat(new Auth.Bearer("s").form()).isEqualTo(new SecretForm(List.of("token"), true));
        assertThat(((Auth.OAuth2) oauth2).form()).isEqualTo(SecretForm.OAUTH_CLIENT);
    }

    @Test
    void a_client_is_authenticated_in_the_body_only_where_the_settings_say_so() {
        String settings = "{'type':'oauth2','tokenUrl':'https://t','secret':'s'%s}";

        assertThat(((Auth.OAuth2) auth(settings.formatted(""))).inBody()).isFalse();
        assertThat(((Auth.OAuth2) auth(settings.formatted(",'clientAuthentication':'basic'"))).inBody())
                .isFalse();
    }

    /** Answers each type with its word and secret. */
    private static final Auth.Visitor<String> NAMES = new Auth.Visitor<>() {
        @Override
        public String none() {
            return "none";
        }

        @Override
        public String apiKey(Auth.ApiKey auth) {
            return "apiKey " + auth.secret();
        }

        @Override
        public String basic(Auth.Basic auth) {
            return "basic " + auth.secret();
        }

        @Override
        public String bearer(Auth.Bearer auth) {
            return "bearer " + auth.secret();
        }

        @Override
        public String oauth2(Auth.OAuth2 auth) {
            return "oauth2 " + auth.secret();
        }
    };

    @Test
    void a_visitor_is_called_by_its_method_for_the_type() {
        String oauth2 = "{'type':'oauth2','secret':'o','tokenUrl':'https://t'}";

        assertThat(Stream.of(
                                new Auth.None(),
                                new Auth.ApiKey(true, "k", "a"),
                                new Auth.Basic("b"),
                                new Auth.Bearer("c"),
                                auth(oauth2))
                        .map(auth -> auth.accept(NAMES)))
                .containsExactly("none", "apiKey a", "basic b", "bearer c", "oauth2 o");
    }

    @Test
    void every_type_of_auth_can_be_written_in_settings() {
        for (String type : Auth.TYPES) {
            List<Problem> unknownKeys = new ArrayList<>();
            Auth auth = Auth.read(SettingsReader.of(
                    Map.of("type", type, "secret", "s", "in", "query", "name", "n", "tokenUrl", "https://t"),
                    "",
                    unknownKeys));
            assertThat(auth.type()).isEqualTo(type);
            assertThat(unknownKeys).allMatch(problem -> problem.message().startsWith("unknown key"));
        }
        assertThat(Stream.of(Auth.class.getPermittedSubclasses(), Auth.WithSecret.class.getPermittedSubclasses())
                        .flatMap(Arrays::stream)
                        .filter(type -> !type.isInterface()))
                .hasSize(Auth.TYPES.size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                       | type: missing; expected 'none', 'apiKey', 'basic', 'bearer' or"
                        + " 'oauth2'",
                "{'typ':'apiKey','secret':'s','in':'header','name':'X'} | typ: unknown key; did you mean 'type'?",
                "{'type':'oauth','secret':'s','tokenUrl':'https://t'} | type: expected 'none', 'apiKey', 'basic', 'bearer'"
                        + " or 'oauth2', found 'oauth'; did you mean 'oauth2'?",
                "{'type':'digest'}                        | type: expected 'none', 'apiKey', 'basic', 'bearer' or"
                        + " 'oauth2', found 'digest'",
                "{'type':'none','secret':'s'}             | secret: unknown key; known: type",
                "{'type':'basic'}                         | secret: missing; expected the name or ARN of a secret in"
                        + " Secrets Manager",
                "{'type':'basic','secret':'{hunter2}'}    | secret: expected the name or ARN of a Secrets Manager secret,"
                        + " never a secret's value",
                "{'type':'basic','secret':'s','password':'hunter2'} | password: unknown key; known: type, secret",
                "{'type':'apiKey','in':'cookie','name':'k','secret':'s'} | in: expected 'header' or 'query', found"
                        + " 'cookie'",
                "{'type':'apiKey','in':'header','name':'a b','secret':'s'} | name: expected a name without blanks, such as"
                        + " X-Api-Key",
                "{'type':'apiKey','secret':'s','in':'query'} | name: missing; expected the header's or parameter's name",
                "{'type':'oauth2','tokenUrl':'http://example.com','secret':'s'} | tokenUrl: expected https (plain http"
                        + " only to this machine), found http",
                "{'type':'oauth2','tokenUrl':'https://t','secret':'s','clientAuthentication':'jwt'} |"
                        + " clientAuthentication: expected 'basic' or 'body', found 'jwt'"
            })
    void any_other_auth_is_refused_by_its_place_and_no_secret_is_quoted(String auth, String problem) {
        assertThat(read("{'users':{'url':'https://x','auth':" + auth + "}}")).isEmpty();
        assertThat(lines()).containsExactly("cdk.json.users.auth." + quoted(problem));
        assertThat(lines()).noneMatch(line -> line.contains("hunter2"));
    }

    @Test
    void a_secret_that_was_pasted_is_noticed_though_the_type_is_wrong() {
        read("{'users':{'url':'https://x','auth':{'type':'digest','secret':'{hunter2}'}}}");

        assertThat(problems.stream().map(Problem::path)).containsExactly("users.auth.type", "users.auth.secret");
    }

    @Test
    void the_urls_of_an_upstream_are_named_by_their_settings() {
        assertThat(read("{'a':{'url':'https://a','auth':{'type':'oauth2','secret':'s','tokenUrl':'https://t'}}}")
                        .get("a")
                        .urls())
                .containsExactly(
                        Map.entry("url", URI.create("https://a")), Map.entry("auth.tokenUrl", URI.create("https://t")));
        assertThat(url("https://b").urls()).containsExactly(Map.entry("url", URI.create("https://b")));
    }
}
