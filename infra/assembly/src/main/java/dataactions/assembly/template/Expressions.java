package dataactions.assembly.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates intrinsic functions and conditions. Source: AWS CloudFormation user guide, "Intrinsic function reference"
 * and "Pseudo parameters reference".
 */
final class Expressions {
    static final Pattern SUB = Pattern.compile("\\$\\{(!?)([^}]*)}");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> VALUE_FUNCTIONS = Set.of(
            "Ref",
            "Fn::GetAtt",
            "Fn::Sub",
            "Fn::Join",
            "Fn::Select",
            "Fn::Split",
            "Fn::FindInMap",
            "Fn::If",
            "Fn::Base64",
            "Fn::GetAZs");
    private static final Set<String> CONDITION_FUNCTIONS =
            Set.of("Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals", "Fn::Contains", "Condition");

    private static final ResourceValues NO_RESOURCES = new ResourceValues() {
        @Override
        public JsonNode ref(String logicalId) {
            throw new TemplateException(
                    "A condition refers to '" + logicalId + "': conditions can use parameters only.");
        }

        @Override
        public JsonNode attribute(String logicalId, String name) {
            throw new TemplateException(
                    "A condition refers to '" + logicalId + "." + name + "': conditions can use parameters only.");
        }
    };

    private final Template template;
    private final Map<String, JsonNode> parameters;
    private final Pseudo pseudo;
    private final Map<String, Boolean> conditions = new HashMap<>();

    /** @param parameters the values of the template's parameters, by name */
    Expressions(Template template, Map<String, JsonNode> parameters, Pseudo pseudo) {
        this.template = template;
        this.parameters = parameters;
        this.pseudo = pseudo;
    }

    /** Whether {@code Ref} of this name has a value that does not come from a resource. */
    boolean isValue(String name) {
        return parameters.containsKey(name) || pseudo.find(name).isPresent() || name.equals("AWS::NoValue");
    }

    /** Whether a condition of the template is true. */
    boolean condition(String name) {
        return condition(name, new HashSet<>());
    }

    /** Whether a resource is declared and its condition is true. */
    boolean exists(String logicalId) {
        Template.Resource resource = template.resources().get(logicalId);
        return resource != null && (resource.condition() == null || condition(resource.condition()));
    }

    /** The intrinsic function of an object; null if the object is plain data. */
    String function(JsonNode node, String where) {
        if (node.size() != 1) {
            return null;
        }
        String key = node.fieldNames().next();
        if (VALUE_FUNCTIONS.contains(key)) {
            return key;
        }
        if (key.startsWith("Fn::")) {
            throw new TemplateException(where + ": function " + key + " is not supported"
                    + (key.equals("Fn::ImportValue")
                            ? " (the stack is deployed on its own, without exports of others)."
                            : "."));
        }
        return null;
    }

    /** The value of an expression; a missing node for {@code AWS::NoValue}. */
    JsonNode evaluate(JsonNode node, ResourceValues resources, String where) {
        if (node.isArray()) {
            ArrayNode result = JSON.arrayNode();
            for (JsonNode each : node) {
                JsonNode value = evaluate(each, resources, where);
                if (!value.isMissingNode()) {
                    result.add(value);
                }
            }
            return result;
        }
        if (!node.isObject()) {
            return node;
        }
        String function = function(node, where);
        if (function == null) {
            ObjectNode result = JSON.objectNode();
            node.properties().forEach(each -> {
                JsonNode value = evaluate(each.getValue(), resources, where + "." + each.getKey());
                if (!value.isMissingNode()) {
                    result.set(each.getKey(), value);
                }
            });
            return result;
        }
        JsonNode argument = node.get(function);
        return switch (function) {
            case "Ref" -> ref(argument.asText(), resources);
            case "Fn::GetAtt" -> {
                List<String> target = getAtt(argument, where);
                yield resources.attribute(target.get(0), target.get(1));
            }
            case "Fn::Sub" -> sub(argument, resources, where);
            case "Fn::Join" -> join(argument, resources, where);
            case "Fn::Select" -> select(argument, resources, where);
            case "Fn::Split" -> split(argument, resources, where);
            case "Fn::FindInMap" -> findInMap(argument, resources, where);
            case "Fn::If" -> evaluate(argument.get(condition(argument.get(0).asText()) ? 1 : 2), resources, where);
            case "Fn::Base64" ->
                TextNode.valueOf(Base64.getEncoder()
                        .encodeToString(text(evaluate(argument, resources, where), where)
                                .getBytes(StandardCharsets.UTF_8)));
            case "Fn::GetAZs" ->
                JSON.arrayNode()
                        .add(pseudo.region() + "a")
                        .add(pseudo.region() + "b")
                        .add(pseudo.region() + "c");
            default -> throw new TemplateException(where + ": function " + function + " is not supported.");
        };
    }

    private JsonNode ref(String name, ResourceValues resources) {
        if (name.equals("AWS::NoValue")) {
            return MissingNode.getInstance();
        }
        JsonNode parameter = parameters.get(name);
        if (parameter != null) {
            return parameter;
        }
        return pseudo.find(name).<JsonNode>map(TextNode::valueOf).orElseGet(() -> resources.ref(name));
    }

    static List<String> getAtt(JsonNode argument, String where) {
        if (argument.isArray() && argument.size() == 2) {
            return List.of(argument.get(0).asText(), argument.get(1).asText());
        }
        String[] parts = argument.asText("").split("\\.", 2);
        require(argument.isTextual() && parts.length == 2, where, "Fn::GetAtt takes [logicalId, attribute]");
        return List.of(parts);
    }

    private JsonNode sub(JsonNode argument, ResourceValues resources, String where) {
        JsonNode text = argument.isArray() ? argument.path(0) : argument;
        JsonNode variables = argument.isArray() ? argument.path(1) : MissingNode.getInstance();
        require(text.isTextual(), where, "Fn::Sub takes a string, or [string, variables]");
        StringBuilder result = new StringBuilder();
        Matcher matcher = SUB.matcher(text.asText());
        while (matcher.find()) {
            String name = matcher.group(2).trim();
            String value;
            if (!matcher.group(1).isEmpty()) {
                value = "${" + matcher.group(2) + "}";
            } else if (variables.has(name)) {
                value = text(evaluate(variables.get(name), resources, where), where);
            } else if (name.indexOf('.') > 0) {
                int dot = name.indexOf('.');
                value = text(resources.attribute(name.substring(0, dot), name.substring(dot + 1)), where);
            } else {
                value = text(ref(name, resources), where);
            }
            matcher.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        return TextNode.valueOf(matcher.appendTail(result).toString());
    }

    private JsonNode join(JsonNode argument, ResourceValues resources, String where) {
        require(argument.isArray() && argument.size() == 2, where, "Fn::Join takes [delimiter, [values]]");
        JsonNode values = evaluate(argument.get(1), resources, where);
        require(values.isArray(), where, "Fn::Join takes a list as its second argument");
        List<String> parts = new ArrayList<>();
        values.forEach(each -> parts.add(text(each, where)));
        return TextNode.valueOf(String.join(argument.get(0).asText(), parts));
    }

    private JsonNode select(JsonNode argument, ResourceValues resources, String where) {
        require(argument.isArray() && argument.size() == 2, where, "Fn::Select takes [index, [values]]");
        String index = text(evaluate(argument.get(0), resources, where), where);
        JsonNode values = evaluate(argument.get(1), resources, where);
        boolean inside = index.matches("\\d{1,6}") && Integer.parseInt(index) < values.size();
        require(inside, where, "Fn::Select cannot select the value at index " + index);
        return values.get(Integer.parseInt(index));
    }

    private JsonNode split(JsonNode argument, ResourceValues resources, String where) {
        require(argument.isArray() && argument.size() == 2, where, "Fn::Split takes [delimiter, string]");
        ArrayNode result = JSON.arrayNode();
        String text = text(evaluate(argument.get(1), resources, where), where);
        for (String each : text.split(Pattern.quote(argument.get(0).asText()), -1)) {
            result.add(each);
        }
        return result;
    }

    private JsonNode findInMap(JsonNode argument, ResourceValues resources, String where) {
        require(argument.isArray() && argument.size() == 3, where, "Fn::FindInMap takes [map, key, second key]");
        String map = text(evaluate(argument.get(0), resources, where), where);
        String key = text(evaluate(argument.get(1), resources, where), where);
        String second = text(evaluate(argument.get(2), resources, where), where);
        JsonNode value = template.root().path("Mappings").path(map).path(key).path(second);
        require(!value.isMissingNode(), where, "Mappings has no " + map + "." + key + "." + second);
        return value;
    }

    private static String text(JsonNode value, String where) {
        require(value.isValueNode() && !value.isNull(), where, "a single value is needed here");
        return value.asText();
    }

    static void require(boolean holds, String where, String message) {
        if (!holds) {
            throw new TemplateException(where + ": " + message + ".");
        }
    }

    private boolean condition(String name, Set<String> path) {
        Boolean known = conditions.get(name);
        if (known != null) {
            return known;
        }
        JsonNode declared = template.root().path("Conditions").path(name);
        require(!declared.isMissingNode(), "Conditions", "there is no condition '" + name + "'");
        require(path.add(name), "Conditions." + name, "the condition refers to itself");
        boolean holds = holds(declared, "Conditions." + name, path);
        conditions.put(name, holds);
        return holds;
    }

    /** @param path the conditions that are being evaluated; used to find a condition that refers to itself */
    private boolean holds(JsonNode node, String where, Set<String> path) {
        require(node.isObject() && node.size() == 1, where, "a condition function is needed here");
        String function = node.fieldNames().next();
        JsonNode argument = node.get(function);
        if (!CONDITION_FUNCTIONS.contains(function)) {
            throw new TemplateException(where + ": condition function " + function + " is not supported.");
        }
        return switch (function) {
            case "Condition" -> condition(argument.asText(), path);
            case "Fn::Not" -> !holds(argument.path(0), where, path);
            case "Fn::And" -> {
                boolean all = true;
                for (JsonNode each : argument) {
                    all &= holds(each, where, path);
                }
                yield all;
            }
            case "Fn::Or" -> {
                boolean any = false;
                for (JsonNode each : argument) {
                    any |= holds(each, where, path);
                }
                yield any;
            }
            case "Fn::Equals" -> constant(argument.path(0), where).equals(constant(argument.path(1), where));
            default -> {
                JsonNode list = constant(argument.path(0), where);
                JsonNode value = constant(argument.path(1), where);
                boolean contains = false;
                for (JsonNode each : list) {
                    contains |= each.asText().equals(value.asText());
                }
                yield contains;
            }
        };
    }

    /** A value inside a condition: parameters, pseudo parameters and mappings, but no resources. */
    private JsonNode constant(JsonNode node, String where) {
        JsonNode value = evaluate(node, NO_RESOURCES, where);
        return value.isValueNode() && !value.isMissingNode() ? TextNode.valueOf(value.asText()) : value;
    }

    /** Refuses a template if one of its rules fails. */
    void assertRules() {
        template.root().path("Rules").properties().forEach(rule -> {
            String where = "Rules." + rule.getKey();
            JsonNode when = rule.getValue().path("RuleCondition");
            if (when.isMissingNode() || holds(when, where, new HashSet<>())) {
                for (JsonNode assertion : rule.getValue().path("Assertions")) {
                    if (!holds(assertion.path("Assert"), where, new HashSet<>())) {
                        throw new TemplateException(where + ": "
                                + assertion.path("AssertDescription").asText("the assertion fails"));
                    }
                }
            }
        });
    }
}
