package dataactions.authoring.reader;

import dataactions.authoring.reader.yaml.Section;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.authoring.reader.yaml.YamlNode.Scalar;
import dataactions.definition.Output;
import dataactions.definition.Step;
import dataactions.definition.expression.Expression;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.ValueType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds names with a hyphen and without backticks in an expression. JSONata reads such a name as a subtraction and
 * returns nothing, without an error. Reports only names that an example's response has, so real subtractions are
 * accepted.
 */
final class HyphenTrap {
    private HyphenTrap() {}

    static void check(Map<String, Output> outputs, List<Step> steps, Section root, List<Example> examples) {
        Set<String> hyphenated = new TreeSet<>();
        for (Example example : examples) {
            for (UpstreamResponse response : example.responses().values()) {
                collectHyphenated(response.body(), hyphenated);
                response.headers().keySet().stream()
                        .filter(name -> name.indexOf('-') >= 0)
                        .forEach(hyphenated::add);
            }
        }
        if (!hyphenated.isEmpty()) {
            checkHyphens(root, "output", outputs, hyphenated);
            checkHyphens(root, "errors", hyphenated);
            Map<String, Section> sections = root.sections("steps", "");
            sections.values().forEach(step -> {
                checkHyphens(step, "errors", hyphenated);
                checkTrap(step, "when", step.text("when", ""), hyphenated);
            });
            for (Step step : steps) {
                for (Expression expression : step.request().expressions()) {
                    Set<String> written = new TreeSet<>(hyphenated);
                    written.removeIf(name -> !expression.text().contains(name));
                    checkTrap(sections.getOrDefault(step.name(), root), "request", expression.text(), written);
                }
            }
        }
    }

    private static void checkHyphens(Section section, String key, Set<String> hyphenated) {
        if (section.node(key) instanceof Mapping conditions) {
            conditions.entries().forEach((text, rule) -> {
                checkTrap(section, key, text, hyphenated);
                if (rule.value() instanceof Mapping answer
                        && answer.entries().containsKey("messageFrom")
                        && answer.entries().get("messageFrom").value() instanceof Scalar from
                        && from.value() instanceof String expression) {
                    checkTrap(section, key, expression, hyphenated);
                }
            });
        }
    }

    private static void checkTrap(Section section, String key, String expression, Set<String> hyphenated) {
        if (expression != null) {
            Subtractions.of(expression).stream()
                    .filter(hyphenated::contains)
                    .forEach(trap -> section.problem(
                            key,
                            trap
                                    + " is a subtraction in JSONata, and gives no value. An example's response has a key of"
                                    + " that name: write `" + trap
                                    + "` in backticks. If a subtraction is meant, write ("
                                    + trap.replace("-", ") - (") + ")."));
        }
    }

    private static void checkHyphens(Section parent, String key, Map<String, Output> outputs, Set<String> hyphenated) {
        Section section = outputs.isEmpty() ? null : parent.section(key, "");
        outputs.forEach((name, output) -> checkHyphens(section.section(name, ""), output, hyphenated));
    }

    private static void checkHyphens(Section section, Output output, Set<String> hyphenated) {
        if (output.from() != null) {
            checkTrap(section, "from", output.from().text(), hyphenated);
        }
        if (output.type() == ValueType.OBJECT) {
            checkHyphens(section, "properties", output.properties(), hyphenated);
        }
        if (output.items() != null) {
            checkHyphens(section.section("items", ""), output.items(), hyphenated);
        }
    }

    private static void collectHyphenated(Object tree, Set<String> names) {
        if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (String.valueOf(key).indexOf('-') > 0) {
                    names.add(String.valueOf(key));
                }
                collectHyphenated(value, names);
            });
        } else if (tree instanceof List<?> list) {
            list.forEach(item -> collectHyphenated(item, names));
        }
    }
}
