package dataactions.assembly.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates one template with one set of parameters: conditions, intrinsic functions, the order of the resources. The
 * constructor walks the whole template, so that everything unknown is refused by name before anything is started.
 * Facts: AWS CloudFormation user guide, "Intrinsic function reference" and "Pseudo parameters reference".
 */
public final class Evaluator {
    /** What {@code Ref} and {@code Fn::GetAtt} of a resource answer. */
    public interface Resources {
        JsonNode ref(String logicalId);

        JsonNode attribute(String logicalId, String name);
    }

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern SUB = Pattern.compile("\\$\\{(!?)([^}]*)}");
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

    private final Template template;
    private final Map<String, JsonNode> parameters = new LinkedHashMap<>();
    private final Pseudo pseudo;
    private final Map<String, Boolean> conditions = new HashMap<>();
    private final Map<String, List<String>> dependencies = new LinkedHashMap<>();
    private final List<String> order;

    /**
     * Prepares and checks a template.
     *
     * @param given parameter values by name; others take their defaults
     * @param ssm reads the SSM parameter that a parameter of type {@code AWS::SSM::Parameter::Value<…>} names; null for
     *     one that does not exist
     * @throws TemplateException for a function, a reference, a parameter or a cycle that cannot be deployed
     */
    public Evaluator(Template template, Map<String, String> given, Pseudo pseudo, Function<String, String> ssm) {
        this.template = template;
        this.pseudo = pseudo;
        readParameters(given, ssm);
        JsonNode declared = template.root().path("Conditions");
        declared.fieldNames().forEachRemaining(name -> condition(name, new HashSet<>()));
        for (Template.Resource resource : template.resources().values()) {
            if (exists(resource.logicalId())) {
                dependencies.put(resource.logicalId(), check(resource));
            }
        }
        template.root().path("Outputs").properties().forEach(output -> {
            if (active(output.getValue())) {
                references(output.getValue().path("Value"), "Outputs." + output.getKey(), new LinkedHashSet<>());
            }
        });
        assertRules();
        order = sort();
    }

    /** The logical ids of the resources whose condition holds, each after everything that it depends on. */
    public List<String> order() {
        return order;
    }

    /** The logical ids that a resource depends on, by reference or by DependsOn. */
    public List<String> dependencies(String logicalId) {
        return dependencies.getOrDefault(logicalId, List.of());
    }

    /** A resource as the template writes it. */
    public Template.Resource resource(String logicalId) {
        return template.resources().get(logicalId);
    }

    public boolean exists(String logicalId) {
        Template.Resource resource = template.resources().get(logicalId);
        return resource != null && (resource.condition() == null || condition(resource.condition(), new HashSet<>()));
    }

    /** The evaluated properties of a resource; those that are {@code AWS::NoValue} are gone. */
    public ObjectNode properties(String logicalId, Resources resources) {
        Template.Resource resource = template.resources().get(logicalId);
        ObjectNode result = JSON.objectNode();
        resource.properties().properties().forEach(property -> {
            JsonNode value = evaluate(property.getValue(), resources, logicalId + "." + property.getKey());
            if (!value.isMissingNode()) {
                result.set(property.getKey(), value);
            }
        });
        return result;
    }

    /** The evaluated outputs by name, in the template's order. */
    public Map<String, String> outputs(Resources resources) {
        Map<String, String> result = new LinkedHashMap<>();
        template.root().path("Outputs").properties().forEach(output -> {
            if (active(output.getValue())) {
                JsonNode value = evaluate(output.getValue().path("Value"), resources, "Outputs." + output.getKey());
                result.put(output.getKey(), value.asText());
            }
        });
        return result;
    }

    private boolean active(JsonNode node) {
        return !node.hasNonNull("Condition") || condition(node.get("Condition").asText(), new HashSet<>());
    }

    private void readParameters(Map<String, String> given, Function<String, String> ssm) {
        template.root().path("Parameters").properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode declared = entry.getValue();
            String type = declared.path("Type").asText("String");
            String value = given.containsKey(name)
                    ? given.get(name)
                    : declared.has("Default") ? declared.get("Default").asText() : null;
            if (value == null) {
                throw new TemplateException("Parameter " + name + " has no value and no default.");
            }
            if (type.startsWith("AWS::SSM::Parameter::Value<")) {
                String path = value;
                value = ssm.apply(path);
                if (value == null) {
                    throw new TemplateException("Parameter " + name + ": there is no SSM parameter " + path + ".");
                }
            }
            if (type.contains("List")) {
                ArrayNode list = JSON.arrayNode();
                for (String each : value.split(",")) {
                    list.add(each.trim());
                }
                parameters.put(name, list);
            } else {
                parameters.put(name, TextNode.valueOf(value));
            }
        });
        for (String name : given.keySet()) {
            if (!parameters.containsKey(name)) {
                throw new TemplateException("Parameter " + name + " is given, but the template declares none.");
            }
        }
    }

    private List<String> check(Template.Resource resource) {
        Set<String> found = new LinkedHashSet<>();
        for (String each : resource.dependsOn()) {
            if (!template.resources().containsKey(each)) {
                throw new TemplateException(
                        "Resource " + resource.logicalId() + ": DependsOn names " + each + ", which is not declared.");
            }
            if (exists(each)) {
                found.add(each);
            }
        }
        resource.properties()
                .properties()
                .forEach(property ->
                        references(property.getValue(), resource.logicalId() + "." + property.getKey(), found));
        found.remove("");
        return List.copyOf(found);
    }

    /** Collects the resources that a value refers to; refuses every function and reference that is not known. */
    private void references(JsonNode node, String where, Set<String> found) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                references(node.get(i), where + "[" + i + "]", found);
            }
            return;
        }
        if (node.isTextual() && node.asText().contains("{{resolve:") && !ofCustomResource(where)) {
            throw new TemplateException(where + ": dynamic references ({{resolve:…}}) are not supported.");
        }
        if (!node.isObject()) {
            return;
        }
        String function = function(node, where);
        if (function == null) {
            node.properties().forEach(each -> references(each.getValue(), where + "." + each.getKey(), found));
            return;
        }
        JsonNode argument = node.get(function);
        switch (function) {
            case "Ref" -> refer(argument.asText(), where, found);
            case "Fn::GetAtt" -> {
                String target = getAtt(argument, where).get(0);
                requireResource(target, where, found);
            }
            case "Fn::Sub" -> {
                JsonNode text = argument.isArray() ? argument.path(0) : argument;
                JsonNode variables = argument.isArray() ? argument.path(1) : MissingNode.getInstance();
                variables.properties().forEach(each -> references(each.getValue(), where, found));
                Matcher matcher = SUB.matcher(text.asText());
                while (matcher.find()) {
                    String name = matcher.group(2).trim();
                    if (matcher.group(1).isEmpty() && !variables.has(name)) {
                        int dot = name.indexOf('.');
                        if (dot > 0) {
                            requireResource(name.substring(0, dot), where, found);
                        } else {
                            refer(name, where, found);
                        }
                    }
                }
            }
            case "Fn::If" -> {
                require(argument.isArray() && argument.size() == 3, where, "Fn::If takes [condition, then, else]");
                boolean holds = condition(argument.get(0).asText(), new HashSet<>());
                references(argument.get(holds ? 1 : 2), where, found);
            }
            default -> references(argument, where, found);
        }
    }

    private boolean ofCustomResource(String where) {
        Template.Resource resource = template.resources().get(where.split("[.\\[]", 2)[0]);
        return resource != null && custom(resource.type());
    }

    /** Whether a type is answered by a function of the stack's own. */
    public static boolean custom(String type) {
        return type.startsWith("Custom::") || type.equals("AWS::CloudFormation::CustomResource");
    }

    private void refer(String name, String where, Set<String> found) {
        if (parameters.containsKey(name) || pseudo.find(name).isPresent()) {
            return;
        }
        if (name.equals("AWS::NoValue")) {
            return;
        }
        if (name.startsWith("AWS::")) {
            throw new TemplateException(where + ": pseudo parameter " + name + " is not supported.");
        }
        requireResource(name, where, found);
    }

    private void requireResource(String name, String where, Set<String> found) {
        if (!template.resources().containsKey(name)) {
            throw new TemplateException(
                    where + " refers to '" + name + "', which is neither a parameter nor a resource of the template.");
        }
        if (!exists(name)) {
            throw new TemplateException(where + " refers to '" + name + "', whose condition does not hold.");
        }
        found.add(name);
    }

    private List<String> sort() {
        List<String> sorted = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (String id : dependencies.keySet()) {
            visit(id, new LinkedHashSet<>(), done, sorted);
        }
        return List.copyOf(sorted);
    }

    private void visit(String id, Set<String> path, Set<String> done, List<String> sorted) {
        if (done.contains(id)) {
            return;
        }
        if (!path.add(id)) {
            throw new TemplateException(
                    "Circular dependency between resources: " + String.join(" → ", path) + " → " + id);
        }
        dependencies.get(id).forEach(each -> visit(each, path, done, sorted));
        path.remove(id);
        done.add(id);
        sorted.add(id);
    }

    private String function(JsonNode node, String where) {
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

    private JsonNode evaluate(JsonNode node, Resources resources, String where) {
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
            case "Fn::If" ->
                evaluate(argument.get(condition(argument.get(0).asText(), new HashSet<>()) ? 1 : 2), resources, where);
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

    private JsonNode ref(String name, Resources resources) {
        if (name.equals("AWS::NoValue")) {
            return MissingNode.getInstance();
        }
        JsonNode parameter = parameters.get(name);
        if (parameter != null) {
            return parameter;
        }
        return pseudo.find(name).<JsonNode>map(TextNode::valueOf).orElseGet(() -> resources.ref(name));
    }

    private static List<String> getAtt(JsonNode argument, String where) {
        if (argument.isArray() && argument.size() == 2) {
            return List.of(argument.get(0).asText(), argument.get(1).asText());
        }
        String[] parts = argument.asText("").split("\\.", 2);
        require(argument.isTextual() && parts.length == 2, where, "Fn::GetAtt takes [logicalId, attribute]");
        return List.of(parts);
    }

    private JsonNode sub(JsonNode argument, Resources resources, String where) {
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

    private JsonNode join(JsonNode argument, Resources resources, String where) {
        require(argument.isArray() && argument.size() == 2, where, "Fn::Join takes [delimiter, [values]]");
        JsonNode values = evaluate(argument.get(1), resources, where);
        require(values.isArray(), where, "Fn::Join takes a list as its second argument");
        List<String> parts = new ArrayList<>();
        values.forEach(each -> parts.add(text(each, where)));
        return TextNode.valueOf(String.join(argument.get(0).asText(), parts));
    }

    private JsonNode select(JsonNode argument, Resources resources, String where) {
        require(argument.isArray() && argument.size() == 2, where, "Fn::Select takes [index, [values]]");
        String index = text(evaluate(argument.get(0), resources, where), where);
        JsonNode values = evaluate(argument.get(1), resources, where);
        boolean inside = index.matches("\\d{1,6}") && Integer.parseInt(index) < values.size();
        require(inside, where, "Fn::Select cannot select the value at index " + index);
        return values.get(Integer.parseInt(index));
    }

    private JsonNode split(JsonNode argument, Resources resources, String where) {
        require(argument.isArray() && argument.size() == 2, where, "Fn::Split takes [delimiter, string]");
        ArrayNode result = JSON.arrayNode();
        String text = text(evaluate(argument.get(1), resources, where), where);
        for (String each : text.split(Pattern.quote(argument.get(0).asText()), -1)) {
            result.add(each);
        }
        return result;
    }

    private JsonNode findInMap(JsonNode argument, Resources resources, String where) {
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

    private static void require(boolean holds, String where, String message) {
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
                JsonNode wanted = constant(argument.path(1), where);
                boolean contains = false;
                for (JsonNode each : list) {
                    contains |= each.asText().equals(wanted.asText());
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

    private static final Resources NO_RESOURCES = new Resources() {
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

    private void assertRules() {
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

    /**
     * The properties of a custom resource as its function receives them: every scalar is a string.
     * Fact: CloudFormation documentation, "Custom resource request objects"; booleans and numbers arrive as text.
     */
    public static ObjectNode stringified(ObjectNode properties) {
        return (ObjectNode) stringify(properties);
    }

    private static JsonNode stringify(JsonNode node) {
        if (node.isObject()) {
            ObjectNode result = JSON.objectNode();
            node.properties().forEach(each -> {
                if (!each.getValue().isNull()) {
                    result.set(each.getKey(), stringify(each.getValue()));
                }
            });
            return result;
        }
        if (node.isArray()) {
            ArrayNode result = JSON.arrayNode();
            node.forEach(each -> result.add(stringify(each)));
            return result;
        }
        if (node instanceof BooleanNode || node.isNumber()) {
            return TextNode.valueOf(node.asText());
        }
        return node;
    }
}
