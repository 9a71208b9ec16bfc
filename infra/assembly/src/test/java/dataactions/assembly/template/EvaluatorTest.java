package dataactions.assembly.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intrinsic functions, conditions, parameters and what is refused. */
class EvaluatorTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pseudo PSEUDO =
            new Pseudo("000000000000", "eu-west-1", "dev", "arn:aws:cloudformation:eu-west-1:000000000000:stack/dev/1");

    private static final ResourceValues RESOURCES = new ResourceValues() {
        @Override
        public JsonNode ref(String logicalId) {
            return TextNode.valueOf("ref-of-" + logicalId);
        }

        @Override
        public JsonNode attribute(String logicalId, String name) {
            return TextNode.valueOf(logicalId + "'s " + name);
        }
    };

    @ParameterizedTest
    @CsvSource({
        "eu-west-1, aws, amazonaws.com",
        "us-gov-west-1, aws-us-gov, amazonaws.com",
        "cn-north-1, aws-cn, amazonaws.com.cn",
        "eusc-de-east-1, aws-eusc, amazonaws.eu",
    })
    void a_region_has_a_partition_with_a_domain(String region, String partition, String domain) {
        Pseudo there = new Pseudo("000000000000", region, "dev", "arn:aws:cloudformation::000000000000:stack/dev/1");

        assertThat(there.find("AWS::Partition")).contains(partition);
        assertThat(there.find("AWS::URLSuffix")).contains(domain);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"Ref": "Other"}                                                        | "ref-of-Other"
            {"Ref": "Size"}                                                         | "large"
            {"Ref": "List"}                                                         | ["a","b"]
            {"Ref": "AWS::Region"}                                                  | "eu-west-1"
            {"Ref": "AWS::AccountId"}                                               | "000000000000"
            {"Ref": "AWS::Partition"}                                               | "aws"
            {"Ref": "AWS::URLSuffix"}                                               | "amazonaws.com"
            {"Ref": "AWS::StackName"}                                               | "dev"
            {"Fn::GetAtt": ["Other", "Arn"]}                                        | "Other's Arn"
            {"Fn::GetAtt": "Other.A.B"}                                             | "Other's A.B"
            {"Fn::Sub": "a-${Other}-${Other.Arn}-${Size}-${AWS::Region}-${!Literal}"} | "a-ref-of-Other-Other's Arn-large-eu-west-1-${Literal}"
            {"Fn::Sub": ["${x}/${Size}", {"x": {"Ref": "Other"}}]}                  | "ref-of-Other/large"
            {"Fn::Join": [":", ["a", {"Ref": "Size"}, {"Ref": "AWS::NoValue"}]]}    | "a:large"
            {"Fn::Select": ["1", {"Fn::Split": [",", "a,b,c"]}]}                    | "b"
            {"Fn::FindInMap": ["Sizes", "large", "cpu"]}                            | 4
            {"Fn::If": ["IsLarge", "yes", "no"]}                                    | "yes"
            {"Fn::If": ["Nothing", {"Ref": "Missing"}, "no"]}                       | "no"
            {"Fn::If": ["Everything", ["l"], "no"]}                                 | ["l"]
            {"Fn::Base64": "hello"}                                                 | "aGVsbG8="
            {"a": {"Ref": "AWS::NoValue"}, "b": [1, {"Ref": "AWS::NoValue"}]}       | {"b":[1]}
            {"Ref": "x", "other": 1}                                                | {"Ref":"x","other":1}
            """)
    void a_function_is_evaluated(String expression, String expected) throws JsonProcessingException {
        TemplateEvaluator evaluator = evaluator(template(expression), Map.of());

        assertThat(evaluator.properties("It", RESOURCES).path("P")).isEqualTo(JSON.readTree(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"Fn::ImportValue": "other-stack"}        | It.P: function Fn::ImportValue is not supported (the stack is deployed on its own
            {"Fn::Transform": {"Name": "x"}}          | It.P: function Fn::Transform is not supported
            {"x": [{"Fn::Cidr": ["10.0.0.0/8", 1]}]}  | It.P.x[0]: function Fn::Cidr is not supported
            {"Ref": "Nobody"}                         | It.P refers to 'Nobody', which is neither a parameter nor a resource
            {"Ref": "AWS::NotificationARNs"}          | pseudo parameter AWS::NotificationARNs is not supported
            {"Ref": "Conditional"}                    | It.P refers to 'Conditional', whose condition does not hold
            {"Fn::Sub": "${Nobody.Arn}"}              | It.P refers to 'Nobody'
            {"Fn::GetAtt": ["It", "Arn"]}             | Circular dependency between resources: It → It
            {"Fn::If": ["NoSuch", 1, 2]}              | there is no condition 'NoSuch'
            "{{resolve:secretsmanager:x}}"            | It.P: dynamic references
            """)
    void what_cannot_be_evaluated_is_refused_by_name_at_once(String expression, String message) {
        assertThatThrownBy(() -> evaluator(template(expression), Map.of()))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(message);
    }

    @Test
    void resources_come_after_what_they_depend_on_and_conditional_ones_only_when_their_condition_holds() {
        TemplateEvaluator evaluator = evaluator("""
                {"Conditions": {"No": {"Fn::Equals": ["a", "b"]}},
                 "Resources": {
                  "A": {"Type": "T", "DependsOn": ["B"]},
                  "B": {"Type": "T", "Properties": {"P": {"Fn::Sub": "${C.Arn}"}}},
                  "C": {"Type": "T", "DependsOn": "X"},
                  "X": {"Type": "T", "Condition": "No"}}}
                """, Map.of());

        assertThat(evaluator.order()).containsExactly("C", "B", "A");
        assertThat(evaluator.dependencies("A")).containsExactly("B");
        assertThat(evaluator.dependencies("C")).isEmpty();
    }

    @Test
    void a_circle_is_refused() {
        assertThatThrownBy(() -> evaluator("""
                        {"Resources": {
                          "A": {"Type": "T", "Properties": {"P": {"Ref": "B"}}},
                          "B": {"Type": "T", "DependsOn": "A"}}}
                        """, Map.of())).hasMessageContaining("A → B → A");
    }

    @Test
    void a_parameter_is_read_from_ssm_and_rules_are_asserted() {
        String template = """
                {"Parameters": {"BootstrapVersion": {
                   "Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/x/version"}},
                 "Rules": {"Check": {"Assertions": [{
                   "Assert": {"Fn::Not": [{"Fn::Contains": [["1", "2"], {"Ref": "BootstrapVersion"}]}]},
                   "AssertDescription": "Bootstrap again."}]}},
                 "Resources": {"A": {"Type": "T", "Properties": {"P": {"Ref": "BootstrapVersion"}}}}}
                """;

        assertThat(evaluator(template, Map.of(), "30")
                        .properties("A", RESOURCES)
                        .path("P")
                        .asText())
                .isEqualTo("30");
        assertThatThrownBy(() -> evaluator(template, Map.of(), "2")).hasMessage("Rules.Check: Bootstrap again.");
        assertThatThrownBy(() -> evaluator(template, Map.of(), null))
                .hasMessageContaining("there is no SSM parameter /cdk-bootstrap/x/version");
    }

    @Test
    void parameters_need_a_value_and_a_declaration() {
        String template = """
                {"Parameters": {"P": {"Type": "String"}}, "Resources": {"A": {"Type": "T"}}}
                """;

        assertThatThrownBy(() -> evaluator(template, Map.of())).hasMessage("Parameter P has no value and no default.");
        assertThatThrownBy(() -> evaluator(template, Map.of("P", "1", "Q", "2")))
                .hasMessageContaining("Parameter Q");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"Transform": "x", "Resources": {"A": {"Type": "T"}}}              | Template section 'Transform'
            {"Resources": {"A": {"Type": "T", "CreationPolicy": {}}}}          | attribute 'CreationPolicy'
            {"Resources": {"A": {"Type": "T", "DeletionPolicy": "Snapshot"}}}  | DeletionPolicy 'Snapshot'
            {"Resources": {"A": {}}}                                           | Resource A has no Type
            {"Resources": {}}                                                  | declares no Resources
            """)
    void a_template_with_something_unknown_is_refused(String template, String message) {
        assertThatThrownBy(() -> evaluator(template, Map.of())).hasMessageContaining(message);
    }

    @Test
    void outputs_whose_condition_does_not_hold_are_left_out() {
        TemplateEvaluator evaluator = evaluator("""
                {"Conditions": {"No": {"Fn::Or": [{"Fn::Equals": ["a", "b"]}, {"Fn::Equals": ["c", "d"]}]},
                                "Yes": {"Fn::And": [{"Fn::Not": [{"Condition": "No"}]}, {"Fn::Equals": ["1", 1]}]}},
                 "Resources": {"A": {"Type": "T"}},
                 "Outputs": {"X": {"Value": {"Ref": "A"}, "Condition": "Yes"}, "Y": {"Value": "1", "Condition": "No"}}}
                """, Map.of());

        assertThat(evaluator.outputs(RESOURCES)).containsExactly(Map.entry("X", "ref-of-A"));
    }

    private static String template(String expression) {
        return """
                {"Parameters": {"Size": {"Type": "String", "Default": "large"},
                                "List": {"Type": "CommaDelimitedList", "Default": "a, b"}},
                 "Mappings": {"Sizes": {"large": {"cpu": 4}}},
                 "Conditions": {"IsLarge": {"Fn::Equals": [{"Ref": "Size"}, "large"]},
                                "Nothing": {"Fn::Not": [{"Condition": "IsLarge"}]},
                                "Everything": {"Fn::Or": [{"Condition": "Nothing"}, {"Condition": "IsLarge"}]}},
                 "Resources": {"It": {"Type": "T", "Properties": {"P": %s}},
                               "Other": {"Type": "T"},
                               "Conditional": {"Type": "T", "Condition": "Nothing"}}}
                """.formatted(expression);
    }

    private static TemplateEvaluator evaluator(String template, Map<String, String> parameters) {
        return evaluator(template, parameters, "30");
    }

    private static TemplateEvaluator evaluator(String template, Map<String, String> parameters, String ssm) {
        try {
            return new TemplateEvaluator(Template.parse(JSON.readTree(template)), parameters, PSEUDO, name -> ssm);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
