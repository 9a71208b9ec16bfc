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
        assertThat(ActionRequest.parse(json("{'actionName':'FetchUser','requestId':'req-123456','data':{'userId':1}}")))
                .isEqualTo(new ActionRequest("FetchUser", null, "req-123456", Map.of("userId", 1L), false, false));
    }

    @Test
    void the_registered_templates_request_is_understood() {
        assertThat(ActionRequest.parse(json("{'actionName':'FetchUser','contract':2,'data':{}}")))
                .isEqualTo(new ActionRequest("FetchUser", 2, null, Map.of(), false, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Integer.MAX_VALUE})
    void a_contract_is_any_number_from_1(int contract) {
        assertThat(ActionRequest.parse(json("{'actionName':'A','contract':" + contract + ",'data':{}}"))
                        .contract())
                .isEqualTo(contract);
    }

    @Test
    void an_id_has_at_most_256_characters() {
        String longest = "x".repeat(256);
        assertThat(ActionRequest.parse(json("{'actionName':'A','requestId':'" + longest + "','data':{}}"))
                        .requestId())
                .isEqualTo(longest);
        Object longer = json("{'actionName':'A','requestId':'" + longest + "x','data':{}}");
        assertThatThrownBy(() -> ActionRequest.parse(longer)).hasMessageContaining("at most 256 characters");
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
