package dataactions.infra.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateDiffTest {
    private static final Map<?, ?> FUNCTION =
            Map.of("Type", "AWS::Lambda::Function", "Properties", Map.of("Memory", 5));

    private static Map<?, ?> resources(Object... idsAndResources) {
        Map<Object, Object> resources = new LinkedHashMap<>();
        for (int i = 0; i < idsAndResources.length; i += 2) {
            resources.put(idsAndResources[i], idsAndResources[i + 1]);
        }
        return Map.of("Resources", resources);
    }

    private static Map<?, ?> properties(Object value) {
        return resources("It", Map.of("Type", "T", "Properties", Map.of("P", value)));
    }

    @Test
    void of_equal_templates_nothing_is_shown() {
        assertThat(TemplateDiff.of(resources("It", FUNCTION), resources("It", FUNCTION)))
                .isEmpty();
    }

    @Test
    void a_resource_that_is_new_or_gone_is_one_line_with_its_type() {
        assertThat(TemplateDiff.of(resources("Old", FUNCTION), resources("New", FUNCTION)))
                .containsExactly("- Old (AWS::Lambda::Function)", "+ New (AWS::Lambda::Function)");
    }

    @Test
    void a_property_is_shown_by_its_path_and_a_missing_one_as_none() {
        assertThat(TemplateDiff.of(properties(Map.of("a", 1, "b", "x")), properties(Map.of("b", "y"))))
                .containsExactlyInAnyOrder("~ It Properties.P.a: 1 → none", "~ It Properties.P.b: \"x\" → \"y\"");
    }

    @Test
    void an_intrinsic_function_is_one_value() {
        assertThat(TemplateDiff.of(properties(Map.of("Ref", "A")), properties(Map.of("Ref", "B"))))
                .containsExactly("~ It Properties.P: {\"Ref\":\"A\"} → {\"Ref\":\"B\"}");
    }

    @Test
    void of_lists_of_other_lengths_the_elements_that_differ_are_shown() {
        assertThat(TemplateDiff.of(properties(List.of("a", "b")), properties(List.of("a", "c", "d"))))
                .containsExactly(
                        "~ It Properties.P[]: - \"b\"", "~ It Properties.P[]: + \"c\"", "~ It Properties.P[]: + \"d\"");
        assertThat(TemplateDiff.of(properties(List.of("a")), properties(List.of("a", "a"))))
                .containsExactly("~ It Properties.P: 1 elements → 2 elements");
        assertThat(TemplateDiff.of(properties(List.of("a", "b")), properties(List.of("a", "c"))))
                .containsExactly("~ It Properties.P[1]: \"b\" → \"c\"");
    }

    @Test
    void an_output_is_told_from_a_resource_of_the_same_name() {
        assertThat(TemplateDiff.of(
                        Map.of("Outputs", Map.of("Url", Map.of("Value", "a"))),
                        Map.of("Outputs", Map.of("Url", Map.of("Value", "b"), "Arn", Map.of("Value", "c")))))
                .containsExactly("+ Outputs.Arn", "~ Outputs.Url Value: \"a\" → \"b\"");
    }

    @Test
    void a_long_value_is_cut() {
        assertThat(TemplateDiff.of(properties("x"), properties("y".repeat(500))))
                .singleElement()
                .asString()
                .hasSizeLessThan(120)
                .endsWith("…");
    }
}
