package dataactions.definition.envelope;

import static dataactions.definition.Definitions.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActionRequestTest {
    @Test
    void the_tutorials_request_is_understood() {
        Object tree = json("{'actionName':'FetchUser','requestId':'req-123456','data':{'userId':1}}");

        assertThat(ActionRequest.parse(tree))
                .isEqualTo(new ActionRequest("FetchUser", null, Map.of("userId", 1L), false, false));
        assertThat(ActionRequest.idOf(tree)).contains("req-123456");
    }

    @Test
    void the_registered_templates_request_is_understood() {
        Object tree = json("{'actionName':'FetchUser','contract':2,'data':{}}");

        assertThat(ActionRequest.parse(tree)).isEqualTo(new ActionRequest("FetchUser", 2, Map.of(), false, false));
        assertThat(ActionRequest.idOf(tree)).isEmpty();
    }

    @Test
    void an_empty_id_is_no_id_and_a_longer_one_than_the_longest_is_refused() {
        String longest = "i".repeat(256);
        assertThat(ActionRequest.idOf(Map.of("requestId", ""))).isEmpty();
        assertThat(ActionRequest.parse(json("{'actionName':'A','requestId':'','data':{}}")))
                .isEqualTo(new ActionRequest("A", null, Map.of(), false, false));
        assertThat(ActionRequest.idOf(Map.of("requestId", longest))).contains(longest);
        assertThat(ActionRequest.parse(json("{'actionName':'A','requestId':'" + longest + "','data':{}}")))
                .isEqualTo(new ActionRequest("A", null, Map.of(), false, false));

        assertThat(ActionRequest.idOf(Map.of("requestId", longest + "i"))).isEmpty();
        assertThatThrownBy(
                        () -> ActionRequest.parse(json("{'actionName':'A','requestId':'" + longest + "i','data':{}}")))
                .hasMessageContaining("requestId is not a string of at most 256 characters");
    }

    @Test
    void the_id_of_a_malformed_request_is_found() {
        assertThat(ActionRequest.idOf(json("{'requestId':'r-1'}"))).contains("r-1");
        assertThat(ActionRequest.idOf(json("{'requestId':5}"))).isEmpty();
        assertThat(ActionRequest.idOf(json("[]"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Integer.MAX_VALUE})
    void a_contract_is_any_number_from_1(int contract) {
        assertThat(ActionRequest.parse(json("{'actionName':'A','contract':" + contract + ",'data':{}}"))
                        .contract())
                .isEqualTo(contract);
    }

    @Test
    void members_of_a_newer_caller_are_ignored() {
        assertThat(ActionRequest.parse(json("{'actionName':'A','data':{},'trace':[1]}"))
                        .actionName())
                .isEqualTo("A");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    []                                              | an array of 0, not an object
                    null                                            | null, not an object
                    {'data':{}}                                     | actionName is missing
                    {'actionName':'','data':{}}                     | actionName is not a non-empty string
                    {'actionName':7,'data':{}}                      | actionName is not a non-empty string
                    {'actionName':'A'}                              | data is missing
                    {'actionName':'A','data':null}                  | data is missing
                    {'actionName':'A','data':[1]}                   | data is not an object
                    {'actionName':'A','contract':0,'data':{}}       | contract is not a whole number from 1
                    {'actionName':'A','contract':'1','data':{}}     | contract is not a whole number from 1
                    {'actionName':'A','contract':1.5,'data':{}}     | contract is not a whole number from 1
                    {'actionName':'A','contract':4294967297,'data':{}} | contract is not a whole number from 1
                    {'actionName':'A','requestId':5,'data':{}}      | requestId is not a string
                    """)
    void a_request_of_another_shape_is_refused_with_the_expected_one(String request, String what) {
        assertThatThrownBy(() -> ActionRequest.parse(json(request)))
                .isInstanceOf(MalformedRequestException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("expected {\"actionName\"");
    }
}
