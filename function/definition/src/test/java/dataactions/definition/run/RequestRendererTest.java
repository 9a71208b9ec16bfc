package dataactions.definition.run;

import static dataactions.definition.Definitions.object;
import static dataactions.definition.Definitions.withRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.definition.expression.Budget;
import dataactions.definition.template.PlaceholderText;
import dataactions.definition.template.Scope;
import dataactions.definition.template.UnrenderableException;
import dataactions.definition.value.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRendererTest {
    private static final String INPUTS = "{'a':{'type':'string'},'b':{'type':'string'},'n':{'type':'number'}}";

    private static UpstreamRequest render(String request, Map<String, Object> inputs) {
        return RequestRenderer.render(
                withRequest(INPUTS, request).steps().get(0), new Scope(inputs, "req-1", Budget.ofMillis(2_000)));
    }

    private static String path(String template, String value) {
        return render("{'upstream':'u','method':'GET','path':'" + template + "'}", Map.of("a", value))
                .pathAndQuery();
    }

    private static String query(String value) {
        return render("{'upstream':'u','method':'GET','path':'/x','query':{'q':'{a}','z':'1'}}", Map.of("a", value))
                .pathAndQuery();
    }

    @Test
    void inputs_stand_where_the_path_wants_them() {
        assertThat(path("/users/{a}/todos", "42")).isEqualTo("/users/42/todos");
        assertThat(path("/users/id-{a}.json", "ä b")).isEqualTo("/users/id-%C3%A4%20b.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1?x=y", "1#f", "1&x=y", "%2e%2e", "%2e%2e%2fadmin", "a;b=c", "a:b", "@host", "//host/", "http://host/",
                "a b", "a+b", "\"quoted\"", "<tag>", "{a}", "\r\nHost: other", "\uD83D\uDE00", "a\\b", "..;", "..."
            })
    void whatever_an_input_holds_it_stays_one_segment_of_the_path(String value) {
        URI uri = URI.create("http://upstream.example" + path("/users/{a}/todos", value));
        assertThat(uri.getHost()).isEqualTo("upstream.example");
        assertThat(uri.getRawQuery()).isNull();
        assertThat(uri.getRawFragment()).isNull();
        assertThat(uri.getRawPath().split("/", -1))
                .hasSize(4)
                .startsWith("", "users")
                .endsWith("todos");
        assertThat(uri.normalize()).isEqualTo(uri);
        assertThat(uri.getPath()).isEqualTo("/users/" + value + "/todos");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "1/../admin",
                "../admin",
                "..\\admin",
                "a/.",
                "./a",
                "a\0b",
                "\0",
                "\0a",
                "a\0",
                "\uD800",
                "x\uDC00"
            })
    void a_value_with_no_safe_form_in_a_path_is_refused_and_not_quoted(String value) {
        assertThatThrownBy(() -> path("/users/{a}/todos", value))
                .isInstanceOf(UnrenderableException.class)
                .hasMessageStartingWith("Input a ")
                .hasMessageNotContaining("admin");
    }

    @Test
    void what_a_path_of_a_definition_may_hold_is_sent_as_it_is_and_the_rest_encoded() {
        assertThat(path("/a!b$c&d\\u0027e(f)g*h+i,j;k=l:m@n/%20-._~", "x"))
                .isEqualTo("/a!b$c&d'e(f)g*h+i,j;k=l:m@n/%20-._~");
        assertThat(path("/a b|ä😀^", "x")).isEqualTo("/a%20b%7C%C3%A4%F0%9F%98%80%5E");
    }

    @Test
    void a_step_cannot_be_put_together_from_parts() {
        assertThatThrownBy(() -> path("/users/.{a}/todos", ".")).isInstanceOf(UnrenderableException.class);
        assertThatThrownBy(() -> path("/users/{a}{a}", ".")).isInstanceOf(UnrenderableException.class);
        assertThatThrownBy(() -> path("/users/{a}", "")).isInstanceOf(UnrenderableException.class);
        assertThat(path("/users/v{a}", ".")).isEqualTo("/users/v.");
    }

    @Test
    void an_input_that_the_path_needs_and_nobody_gave_is_refused() {
        assertThatThrownBy(() -> render("{'upstream':'u','method':'GET','path':'/users/{a}'}", Map.of()))
                .isInstanceOf(UnrenderableException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void a_parameter_whose_input_is_absent_vanishes() {
        String request =
                "{'upstream':'u','method':'GET','path':'/x','query':{'p':'{a}','q':'{b}','r':'{a}-{b}','s':'1'}}";
        assertThat(render(request, Map.of()).pathAndQuery()).isEqualTo("/x?s=1");
        assertThat(render(request, Map.of("b", "2")).pathAndQuery()).isEqualTo("/x?q=2&s=1");
        assertThat(render(request, Map.of("a", "1", "b", "2")).pathAndQuery()).isEqualTo("/x?p=1&q=2&r=1-2&s=1");
        assertThat(render("{'upstream':'u','method':'GET','path':'/x','query':{'p':'{a}'}}", Map.of())
                        .pathAndQuery())
                .isEqualTo("/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1&admin=true", "1=2", "a#b", "%26", "a+b", "a b", "\r\nX: y", "\0", "é", "1;q=2", "../.."})
    void whatever_an_input_holds_it_stays_the_value_of_one_parameter(String value) {
        String target = query(value);
        assertThat(target).startsWith("/x?q=").endsWith("&z=1").containsPattern("^/x\\?q=[A-Za-z0-9._~%-]*&z=1$");
        assertThat(java.net.URLDecoder.decode(
                        target.substring("/x?q=".length(), target.length() - "&z=1".length()), StandardCharsets.UTF_8))
                .isEqualTo(value);
    }

    @Test
    void half_a_character_has_no_form_in_a_query() {
        assertThatThrownBy(() -> query("a\uD800")).isInstanceOf(UnrenderableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\nX-Admin: true", "x\ny", "x\0", "\u007f", "é", "\uD83D\uDE00"})
    void a_value_with_no_safe_form_in_a_header_is_refused(String value) {
        assertThatThrownBy(() -> render(
                        "{'upstream':'u','method':'GET','path':'/','headers':{'X-A':'{a}'}}", Map.of("a", value)))
                .isInstanceOf(UnrenderableException.class)
                .hasMessageStartingWith("Input a ");
    }

    @Test
    void headers_hold_inputs_and_the_request_id_and_vanish_without_their_input() {
        UpstreamRequest request = render(
                "{'upstream':'u','method':'GET','path':'/','headers':{'X-A':'a={a}','X-B':'{b}','X-Id':'{requestId}'}}",
                Map.of("a", "1"));
        assertThat(request.headers()).isEqualTo(Map.of("X-A", "a=1", "X-Id", "req-1", "Accept", "application/json"));
        assertThat(request.body()).isNull();
    }

    @Test
    void a_definitions_own_accept_and_content_type_win() {
        UpstreamRequest request = render(
                "{'upstream':'u','method':'PATCH','path':'/','headers':{'accept':'text/json','content-type':'application/merge-patch+json'},'body':{}}",
                Map.of());
        assertThat(request.headers())
                .isEqualTo(Map.of(
                        "accept", "text/json",
                        "content-type", "application/merge-patch+json",
                        "Idempotency-Key", "req-1"));
    }

    @Test
    void a_body_keeps_types_and_drops_what_is_absent() {
        UpstreamRequest request = render(
                "{'upstream':'u','method':'POST','path':'/','body':{'s':'{a}','gone':'{b}','n':'{n}','t':'n={n}!',"
                        + "'list':['{a}','{b}',1,true,null],'deep':{'gone':'{b}'},'braces':'{{a}}'}}",
                Map.of("a", "x", "n", new java.math.BigDecimal("1.50")));
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"s\":\"x\",\"n\":1.50,\"t\":\"n=1.50!\",\"list\":[\"x\",1,true,null],\"deep\":{},"
                        + "\"braces\":\"{a}\"}");
        assertThat(request.headers()).containsEntry("Content-Type", "application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\",\"admin\":true,\"x\":\"", "\\\",\"admin\":true", "\u0000\r\n", "}}", "{b}", "\u2028"})
    void whatever_an_input_holds_it_stays_one_value_of_the_body(String value) {
        byte[] body = render(
                        "{'upstream':'u','method':'POST','path':'/','body':{'s':'{a}','t':'<{a}>'}}",
                        Map.of("a", value))
                .body();
        assertThat(Json.parse(body, Json.Limits.DEFAULT)).isEqualTo(Map.of("s", value, "t", "<" + value + ">"));
    }

    @Test
    void half_a_character_has_no_form_in_a_body() {
        for (String body : List.of("'{a}'", "{'s':'x{a}'}")) {
            assertThatThrownBy(() -> render(
                            "{'upstream':'u','method':'POST','path':'/','body':" + body + "}", Map.of("a", "\uD800")))
                    .isInstanceOf(UnrenderableException.class);
        }
    }

    @Test
    void a_body_that_is_one_absent_input_is_no_body() {
        UpstreamRequest request = render("{'upstream':'u','method':'POST','path':'/','body':'{a}'}", Map.of());
        assertThat(request.body()).isNull();
        assertThat(request.headers()).doesNotContainKey("Content-Type");
    }

    @Test
    void numbers_are_written_with_all_their_digits_and_no_exponent() {
        Object n = ((Binding.Bound) Binding.bind(
                        withRequest(INPUTS, "{'upstream':'u','method':'GET','path':'/{n}'}"), object("{'n':1e21}")))
                .inputs()
                .get("n");
        assertThat(render("{'upstream':'u','method':'GET','path':'/{n}'}", Map.of("n", n))
                        .pathAndQuery())
                .isEqualTo("/1000000000000000000000");
    }

    @Test
    void a_templates_unbalanced_brace_is_told_with_its_column() {
        assertThatThrownBy(() -> PlaceholderText.parse("/a/{b")).hasMessageContaining("column 4");
        assertThatThrownBy(() -> PlaceholderText.parse("/a}")).hasMessageContaining("column 3");
        assertThatThrownBy(() -> PlaceholderText.parse("/{a b}")).hasMessageContaining("{a b}");
        assertThat(PlaceholderText.parse("{a}/{b}{{c}}").variables()).containsExactly("a", "b");
    }

    @Test
    void every_printable_character_of_ascii_and_the_tab_may_stand_in_a_header() {
        StringBuilder all = new StringBuilder("\t");
        for (char c = ' '; c <= '~'; c++) {
            all.append(c);
        }
        UpstreamRequest request = render(
                "{'upstream':'u','method':'GET','path':'/','headers':{'X-A':'{a}'}}", Map.of("a", all.toString()));
        assertThat(request.headers()).containsEntry("X-A", all.toString());
    }

    @Test
    void letters_digits_and_four_marks_stand_in_a_query_as_they_are_and_their_neighbours_do_not() {
        assertThat(query("azAZ09-._~")).isEqualTo("/x?q=azAZ09-._~&z=1");
        assertThat(query("`{@[/:")).isEqualTo("/x?q=%60%7B%40%5B%2F%3A&z=1");
    }

    @Test
    void what_an_author_writes_into_a_path_is_encoded_where_it_has_to_be() {
        assertThat(path("/straße/a b/%C3%BC/$!;=@:/{a}", "1")).isEqualTo("/stra%C3%9Fe/a%20b/%C3%BC/$!;=@:/1");
        assertThat(path("/\uD83D\uDE00x/{a}", "1")).isEqualTo("/%F0%9F%98%80x/1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "~", "a b", "", "é", "a\u007f"})
    void a_request_id_that_fits_into_a_header_is_the_idempotency_key_and_another_is_made_one(String id) {
        String key = RequestRenderer.render(
                        withRequest(INPUTS, "{'upstream':'u','method':'POST','path':'/'}")
                                .steps()
                                .get(0),
                        new Scope(Map.of(), id, Budget.ofMillis(2_000)))
                .headers()
                .get("Idempotency-Key");
        if (id.equals("!") || id.equals("~")) {
            assertThat(key).isEqualTo(id);
        } else {
            assertThat(key).matches("[0-9a-f-]{36}");
        }
    }
}
