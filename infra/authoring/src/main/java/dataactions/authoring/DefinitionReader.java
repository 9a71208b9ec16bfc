package dataactions.authoring;

import dataactions.authoring.YamlNode.Mapping;
import dataactions.authoring.YamlNode.Scalar;
import dataactions.authoring.YamlNode.Sequence;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Binding;
import dataactions.definition.BodyTemplate;
import dataactions.definition.DeclaredError;
import dataactions.definition.ErrorCode;
import dataactions.definition.Expression;
import dataactions.definition.Input;
import dataactions.definition.Output;
import dataactions.definition.Regex;
import dataactions.definition.Request;
import dataactions.definition.Template;
import dataactions.definition.UpstreamResponse;
import dataactions.definition.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads one YAML file into a definition, and tells everything that is wrong with it at once, each with its place.
 *
 * <p>The rules of the Genesys contract come from the Genesys Cloud SDK's schemas and help pages: inputs are flat, names
 * begin with a letter, some names are reserved, outputs hold no arrays in arrays, timeouts are 1 to 60 s.
 */
final class DefinitionReader {
    private static final Pattern ACTION_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9 _-]{0,199}");
    private static final Pattern MEMBER_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern ERROR_CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final Pattern PATH_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern ENCODED_STEP = Pattern.compile("%2[eEfF]|%5[cC]");

    /** Genesys gives these input names a meaning of its own; requestId is the envelope's. */
    private static final Set<String> RESERVED_INPUTS = Set.of("orgId", "integrationId", "rawRequest");

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /** Headers that belong to the HTTP client or to the environment's upstream. */
    private static final Set<String> REFUSED_HEADERS = Set.of(
            "authorization",
            "proxy-authorization",
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "accept-encoding");

    /** Codes a definition may give to a status, of those that the catalogue has. */
    private static final Set<ErrorCode> DECLARABLE = Set.of(ErrorCode.NOT_FOUND, ErrorCode.UPSTREAM_REJECTED);

    /** What Genesys accepts as timeoutSeconds, and what it takes when none is given is 60: we prefer an early answer. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration NESTING_MARGIN = Duration.ofSeconds(1);
    private static final int MAX_DEPTH = 50;
    private static final Set<ValueType> SCALARS =
            EnumSet.of(ValueType.STRING, ValueType.INTEGER, ValueType.NUMBER, ValueType.BOOLEAN);
    private static final int MAX_CATEGORY = 256;

    private final String file;
    private final List<Problem> problems;

    private DefinitionReader(String file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * Reads one file.
     *
     * @param problems where everything wrong is added
     * @return the definition, or null when a problem was found
     */
    static DefinitionFile read(String file, byte[] bytes, List<Problem> problems) {
        List<Problem> found = new ArrayList<>();
        DefinitionFile definition = new DefinitionReader(file, found).read(bytes);
        found.sort(Comparator.comparingInt(Problem::line));
        problems.addAll(found);
        return found.isEmpty() ? definition : null;
    }

    private DefinitionFile read(byte[] bytes) {
        YamlNode document = YamlParser.parse(file, bytes, problems);
        if (document == null) {
            return null;
        }
        if (!(document instanceof Mapping mapping)) {
            problems.add(new Problem(
                    file,
                    document.line(),
                    "",
                    "found " + document.describe() + ", expected a definition that begins with name."));
            return null;
        }
        Section root = Section.root(file, problems, mapping)
                .only(
                        "name",
                        "category",
                        "description",
                        "secure",
                        "timeout",
                        "input",
                        "request",
                        "output",
                        "errors",
                        "examples");
        String name = name(root);
        String category = category(root);
        String description = root.text("description", "Fetches a user's details.");
        boolean secure = root.flag("secure");
        Duration timeout = timeout(root);
        Map<String, Input> inputs = inputs(root);
        Request request = request(root, inputs, timeout);
        Map<String, Output> outputs = outputs(root);
        Map<Integer, DeclaredError> errors = errors(root);
        List<Example> examples = examples(root);
        checkHyphens(outputs, root, examples);
        if (!problems.isEmpty()) {
            return null;
        }
        ActionDefinition definition = new ActionDefinition(
                name, 1, true, category, description, secure, timeout, inputs, request, outputs, errors);
        return new DefinitionFile(file, mapping.entries().get("name").line(), definition, examples);
    }

    private static String name(Section root) {
        String name = root.requiredText("name", "the action's name in Architect, such as FetchUser");
        if (name != null && (!ACTION_NAME.matcher(name).matches() || name.endsWith(" "))) {
            root.problem(
                    "name",
                    "found \"" + name + "\", expected at most 200 letters, digits, spaces, - and _, beginning with a"
                            + " letter, such as FetchUser.");
        }
        return name;
    }

    private static String category(Section root) {
        String category = root.text("category", "Customer Data");
        if (category != null
                && (category.isBlank()
                        || category.length() > MAX_CATEGORY
                        || category.chars().anyMatch(Character::isISOControl))) {
            root.problem("category", "expected 1 to " + MAX_CATEGORY + " characters on one line.");
        }
        return category;
    }

    private static Duration timeout(Section root) {
        if (!root.has("timeout")) {
            return DEFAULT_TIMEOUT;
        }
        Duration timeout = root.duration("timeout");
        if (timeout == null) {
            return DEFAULT_TIMEOUT;
        }
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0 || timeout.toMillis() % 1000 != 0) {
            root.problem(
                    "timeout",
                    "found " + words(timeout)
                            + ", expected whole seconds from 1s to 60s, which is what Genesys takes.");
        }
        return timeout;
    }

    private static String words(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    // ---- inputs

    private Map<String, Input> inputs(Section root) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        root.sections("input", "{type: string, required: true}").forEach((name, section) -> {
            checkMemberName(section, name, "input");
            if (RESERVED_INPUTS.contains(name)) {
                section.problem("the name " + name + " is reserved by Genesys; choose another.");
            } else if (Template.REQUEST_ID.equals(name)) {
                section.problem("the name requestId is taken: {requestId} stands for the invocation's own id in every"
                        + " template; choose another, or use {requestId} without declaring it.");
            }
            // Also one that is wrong, as null: it has been declared, and no template that uses it is to blame.
            inputs.put(name, input(section));
        });
        return inputs;
    }

    private static void checkMemberName(Section section, String name, String what) {
        if (!MEMBER_NAME.matcher(name).matches()) {
            section.problem("\"" + name + "\" is no name for an " + what
                    + ": expected a letter, then letters, digits, - and _.");
        }
    }

    private static Input input(Section section) {
        section.only(
                "type",
                "required",
                "title",
                "description",
                "default",
                "enum",
                "pattern",
                "minimum",
                "maximum",
                "minLength",
                "maxLength",
                "allowEmpty");
        ValueType type = type(section, "an input", SCALARS);
        if (type == null) {
            return null;
        }
        if (!type.isScalar()) {
            section.problem(
                    "type",
                    "found " + type.word() + ", expected string, integer, number or boolean: the inputs of a Genesys"
                            + " data action are flat. Use one input for each part, or a string of JSON.");
            return null;
        }
        boolean isText = type == ValueType.STRING;
        boolean isNumber = type == ValueType.INTEGER || type == ValueType.NUMBER;
        refuseUnless(isText, section, type, "pattern", "minLength", "maxLength", "allowEmpty");
        refuseUnless(isNumber, section, type, "minimum", "maximum");
        boolean required = section.flag("required");
        if (required && section.has("default")) {
            section.problem("default", "a required input is never absent: remove either required or default.");
        }
        Input input = new Input(
                type,
                required,
                section.text("title", "User id"),
                section.text("description", "The user's id"),
                section.has("default") ? exactly(section, "default", type) : null,
                allowed(section, type),
                pattern(section),
                section.number("minimum"),
                section.number("maximum"),
                section.count("minLength"),
                section.count("maxLength"),
                section.flag("allowEmpty"));
        if (input.minimum() != null
                && input.maximum() != null
                && input.minimum().compareTo(input.maximum()) > 0) {
            section.problem("minimum", "greater than maximum: no value could fulfil both.");
        }
        if (input.minLength() != null && input.maxLength() != null && input.minLength() > input.maxLength()) {
            section.problem("minLength", "greater than maxLength: no value could fulfil both.");
        }
        if (input.defaultValue() != null) {
            String violation = Binding.violation(input, input.defaultValue());
            if (violation != null) {
                section.problem("default", "the default " + violation + ": choose one that the input itself accepts.");
            }
        }
        return input;
    }

    private static void refuseUnless(boolean applies, Section section, ValueType type, String... keys) {
        for (String key : keys) {
            if (!applies && section.has(key)) {
                section.problem(key, "does not apply to type " + type.word() + ": remove it.");
            }
        }
    }

    private static Regex pattern(Section section) {
        String text = section.text("pattern", "[A-Z]{3}[0-9]+");
        if (text == null) {
            return null;
        }
        try {
            return Regex.of(text);
        } catch (IllegalArgumentException e) {
            section.problem("pattern", e.getMessage() + ".");
            return null;
        }
    }

    private static List<Object> allowed(Section section, ValueType type) {
        YamlNode node = section.node("enum");
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof Sequence sequence) || sequence.items().isEmpty()) {
            section.problem("enum", "found " + node.describe() + ", expected a list of values such as [a, b].");
            return List.of();
        }
        List<Object> allowed = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            Object value = Binding.exactly(type, item.toTree());
            if (value == null) {
                section.problem("enum", "found " + item.describe() + ", expected values of type " + type.word() + ".");
            } else {
                allowed.add(value);
            }
        }
        return allowed;
    }

    private static Object exactly(Section section, String key, ValueType type) {
        YamlNode node = section.node(key);
        Object value = Binding.exactly(type, node.toTree());
        if (value == null) {
            section.problem(
                    key,
                    "found " + node.describe() + ", expected a value of type " + type.word() + "."
                            + (type == ValueType.STRING ? " Put it in quotes." : ""));
        }
        return value;
    }

    private static ValueType type(Section section, String what, Set<ValueType> allowed) {
        String word = section.requiredText("type", "the type of " + what + ", such as string");
        if (word == null) {
            return null;
        }
        Set<String> known = allowed.stream().map(ValueType::word).collect(Collectors.toCollection(TreeSet::new));
        ValueType type = ValueType.of(word).orElse(null);
        if (type == null) {
            section.problem(
                    "type",
                    "unknown type \"" + word + "\"" + Suggestion.didYouMean(word, known) + " Expected one of "
                            + String.join(", ", known) + ".");
        }
        return type;
    }

    // ---- request

    private Request request(Section root, Map<String, Input> inputs, Duration actionTimeout) {
        String shape = "{upstream: users, method: GET, path: /users/{userId}}";
        if (!root.has("request")) {
            root.problem("request", "missing: expected the call to make, such as " + shape + ".");
            return null;
        }
        Section section = root.section("request", shape);
        if (section == null) {
            return null;
        }
        section.only("upstream", "method", "path", "query", "headers", "body", "timeout");
        String upstream =
                section.requiredText("upstream", "the name of an upstream of the environments, such as users");
        if (upstream != null && !MEMBER_NAME.matcher(upstream).matches()) {
            section.problem(
                    "upstream",
                    "found \"" + upstream + "\", expected a name such as users, not a URL: the environment"
                            + " (cdk.json) holds the upstream's URL.");
        }
        String method = method(section);
        Template path = path(section, inputs);
        Map<String, Template> query = templates(section, "query", inputs);
        Map<String, Template> headers = templates(section, "headers", inputs);
        checkHeaders(section, headers);
        BodyTemplate body = body(section, method, inputs);
        Duration timeout = requestTimeout(section, actionTimeout);
        if (path == null) {
            return null;
        }
        return new Request(upstream, method, path, query, headers, body, timeout);
    }

    private static String method(Section section) {
        String method = section.has("method") ? section.text("method", "GET") : "GET";
        if (method != null && !METHODS.contains(method)) {
            section.problem(
                    "method",
                    "found \"" + method + "\"" + Suggestion.didYouMean(method, METHODS) + " Expected one of "
                            + String.join(", ", METHODS) + ".");
        }
        return method;
    }

    private static Duration requestTimeout(Section section, Duration actionTimeout) {
        Duration timeout = section.duration("timeout");
        if (timeout != null) {
            Duration longest = actionTimeout.minus(NESTING_MARGIN);
            if (timeout.isZero()) {
                section.problem("timeout", "found 0, expected a duration such as 5s.");
            } else if (timeout.compareTo(longest) > 0) {
                section.problem(
                        "timeout",
                        "does not nest: the request's " + words(timeout)
                                + " must be at least 1s less than the action's "
                                + words(actionTimeout) + ", so that there is time to answer. Use at most "
                                + words(longest) + ", or raise the action's timeout"
                                + (longest.isZero() ? ", or leave it out." : "."));
            }
        }
        return timeout;
    }

    private Template path(Section section, Map<String, Input> inputs) {
        String text = section.requiredText("path", "a path such as /users/{userId}");
        if (text == null) {
            return null;
        }
        Template path = template(section, "path", text, inputs);
        if (path == null) {
            return null;
        }
        if (!text.startsWith("/")) {
            section.problem(
                    "path",
                    text.contains("://")
                            ? "found a URL, expected only the path, such as /users/{userId}: scheme and host belong to the"
                                    + " environment's upstream."
                            : "must begin with a slash, such as /users/{userId}.");
        } else if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            section.problem("path", "holds a ? or #: put parameters under query, one key each.");
        } else if (text.indexOf('\\') >= 0
                || text.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            section.problem("path", "holds a space, backslash or control character: percent-encode it.");
        } else if (PATH_PERCENT.matcher(text).find()) {
            section.problem("path", "holds a % without two hexadecimal digits: write %25 for the character itself.");
        } else if (ENCODED_STEP.matcher(text).find()
                || text.contains("//")
                || Arrays.stream(text.split("/")).anyMatch(s -> s.equals(".") || s.equals(".."))) {
            section.problem(
                    "path", "holds an empty, . or .. segment, or an encoded dot or slash: write it out plainly.");
        }
        for (String name : path.variables()) {
            Input input = inputs.get(name);
            if (input != null && !input.isAlwaysPresent()) {
                section.problem(
                        "path",
                        "uses the optional input " + name + ": make it required or give it a default, since a path has"
                                + " no place for an absent value.");
            }
        }
        return path;
    }

    private Template template(Section section, String key, String text, Map<String, Input> inputs) {
        try {
            Template template = Template.parse(text);
            checkVariables(section, key, template.variables(), inputs);
            return template;
        } catch (IllegalArgumentException e) {
            section.problem(key, e.getMessage() + ".");
            return null;
        }
    }

    private static void checkVariables(Section section, String key, Set<String> names, Map<String, Input> inputs) {
        for (String name : names) {
            if (!inputs.containsKey(name) && !Template.REQUEST_ID.equals(name)) {
                Set<String> known = new TreeSet<>(inputs.keySet());
                known.add(Template.REQUEST_ID);
                section.problem(
                        key,
                        "there is no input " + name + Suggestion.didYouMean(name, known) + " Known: "
                                + String.join(", ", known) + ".");
            }
        }
    }

    private Map<String, Template> templates(Section section, String key, Map<String, Input> inputs) {
        Map<String, Template> templates = new LinkedHashMap<>();
        Section parameters = section.section(key, "{name: \"{inputName}\"}");
        if (parameters == null) {
            return templates;
        }
        for (String name : parameters.keys()) {
            YamlNode node = parameters.node(name);
            if (!(node instanceof Scalar scalar) || scalar.value() == null) {
                parameters.problem(
                        name,
                        "found " + node.describe() + ", expected text, a number, true or false."
                                + (node instanceof Mapping ? " Quote templates: \"{inputName}\"." : ""));
                continue;
            }
            Template template = template(parameters, name, scalar.value().toString(), inputs);
            if (template != null) {
                templates.put(name, template);
            }
        }
        return templates;
    }

    private static void checkHeaders(Section section, Map<String, Template> headers) {
        Section parameters = headers.isEmpty() ? null : section.section("headers", "");
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, template) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!HEADER_NAME.matcher(name).matches()) {
                parameters.problem(name, "is no name for an HTTP header.");
            } else if (REFUSED_HEADERS.contains(lower)) {
                parameters.problem(
                        name,
                        lower.endsWith("authorization")
                                ? "credentials belong to the environment's upstream, never to a definition: remove it."
                                : "is set by the HTTP client: remove it.");
            } else if (!seen.add(name)) {
                parameters.problem(name, "the same header twice (case does not matter): remove one.");
            }
            if (template.source().chars().anyMatch(c -> c < ' ' && c != '\t' || c > '~')) {
                parameters.problem(name, "holds a character that no HTTP header may: use ASCII on one line.");
            }
        });
    }

    private BodyTemplate body(Section section, String method, Map<String, Input> inputs) {
        if (!section.has("body")) {
            return null;
        }
        if ("GET".equals(method)) {
            section.problem("body", "a GET has no body: use another method, or put parameters under query.");
            return null;
        }
        Object tree = section.tree("body");
        if (tree == null) {
            section.problem("body", "found nothing, expected a JSON tree such as {name: \"{name}\"}; or remove it.");
            return null;
        }
        try {
            BodyTemplate body = BodyTemplate.parse(tree);
            checkVariables(section, "body", body.variables(), inputs);
            return body;
        } catch (IllegalArgumentException e) {
            section.problem("body", e.getMessage() + ".");
            return null;
        }
    }

    // ---- outputs

    private Map<String, Output> outputs(Section root) {
        Map<String, Output> outputs = outputs(root, "output", 1, false);
        if (outputs.isEmpty()
                && (!root.has("output")
                        || root.node("output") instanceof Mapping m
                                && m.entries().isEmpty())) {
            root.problem("output", "missing: expected at least one output, such as name: {type: string, from: name}.");
        }
        return outputs;
    }

    private Map<String, Output> outputs(Section parent, String key, int depth, boolean inArray) {
        Map<String, Output> outputs = new LinkedHashMap<>();
        parent.sections(key, "{type: string, from: name}").forEach((name, section) -> {
            checkMemberName(section, name, "output");
            Output output = output(section, depth, inArray);
            if (output != null) {
                outputs.put(name, output);
            }
        });
        return outputs;
    }

    private Output output(Section section, int depth, boolean inArray) {
        section.only(
                "type",
                "title",
                "description",
                "from",
                "const",
                "default",
                "defaultWhenEmpty",
                "required",
                "items",
                "properties");
        ValueType type = type(section, "an output", Set.of(ValueType.values()));
        if (type == null) {
            return null;
        }
        if (inArray && type == ValueType.ARRAY) {
            section.problem(
                    "type",
                    "an array inside an array: Genesys contracts have none. Flatten it with from, or join the inner"
                            + " values to a string ($join).");
            return null;
        }
        if (depth > MAX_DEPTH) {
            section.problem("nested deeper than " + MAX_DEPTH + " levels, which is Genesys's limit.");
            return null;
        }
        refuseUnless(type == ValueType.ARRAY, section, type, "items");
        refuseUnless(type == ValueType.OBJECT, section, type, "properties");
        refuseUnless(type == ValueType.STRING, section, type, "defaultWhenEmpty");
        refuseUnless(type != ValueType.OBJECT, section, type, "const", "default");
        Output items = type == ValueType.ARRAY ? items(section, depth) : null;
        Map<String, Output> properties = type == ValueType.OBJECT ? properties(section, depth, inArray) : Map.of();
        if (type == ValueType.ARRAY && items == null) {
            return null;
        }
        Object constant = type == ValueType.OBJECT ? null : given(section, "const", type, items);
        Object defaultValue = type == ValueType.OBJECT ? null : given(section, "default", type, items);
        boolean required = section.flag("required");
        boolean defaultWhenEmpty = section.flag("defaultWhenEmpty");
        if (section.has("const")) {
            for (String other : List.of("from", "default", "defaultWhenEmpty", "required")) {
                if (section.has(other)) {
                    section.problem(other, "a constant output always has its value: remove either const or this.");
                }
            }
        }
        if (required && section.has("default")) {
            section.problem("default", "a required output has no default: remove either required or default.");
        }
        if (defaultWhenEmpty && !section.has("default") && !required) {
            section.problem("defaultWhenEmpty", "there is no default to take: add one, or remove this.");
        }
        return new Output(
                type,
                section.text("title", "Name"),
                section.text("description", "The user's name"),
                expression(section),
                constant,
                defaultValue,
                defaultWhenEmpty,
                required,
                items,
                properties);
    }

    private Output items(Section section, int depth) {
        if (!section.has("items")) {
            section.problem("items", "missing: expected what the array holds, such as items: {type: string}.");
            return null;
        }
        Section items = section.section("items", "{type: string}");
        if (items == null) {
            return null;
        }
        items.only("type", "title", "description", "properties", "items");
        return output(items, depth + 1, true);
    }

    private Map<String, Output> properties(Section section, int depth, boolean inArray) {
        Map<String, Output> properties = outputs(section, "properties", depth + 1, inArray);
        if (!section.has("properties")
                || section.node("properties") instanceof Mapping m
                        && m.entries().isEmpty()) {
            section.problem(
                    "properties",
                    "missing: expected what the object holds, such as properties: {id: {type: integer}}.");
        }
        return properties;
    }

    private static Object given(Section section, String key, ValueType type, Output items) {
        if (!section.has(key)) {
            return null;
        }
        if (type != ValueType.ARRAY) {
            return exactly(section, key, type);
        }
        YamlNode node = section.node(key);
        if (!(node instanceof Sequence sequence)) {
            section.problem(key, "found " + node.describe() + ", expected a list.");
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            Object value = items.type().isScalar() ? Binding.exactly(items.type(), item.toTree()) : null;
            if (value == null) {
                section.problem(
                        key,
                        items.type().isScalar()
                                ? "found " + item.describe() + ", expected values of type "
                                        + items.type().word() + "."
                                : "only an empty list can be given for an array of objects.");
                return null;
            }
            values.add(value);
        }
        return List.copyOf(values);
    }

    private static Expression expression(Section section) {
        String text = section.text("from", "company.name");
        if (text == null) {
            return null;
        }
        if (text.isBlank()) {
            section.problem(
                    "from", "empty: expected JSONata such as company.name, or nothing for the output's own name.");
            return null;
        }
        Expression expression = Expression.of(text);
        try {
            expression.check();
        } catch (Expression.SyntaxException e) {
            section.problem(
                    "from",
                    "JSONata error at column " + e.column() + " of \"" + text + "\": " + e.getMessage()
                            + ". Try it at https://try.jsonata.org.");
        }
        return expression;
    }

    // ---- the hyphen trap

    private void checkHyphens(Map<String, Output> outputs, Section root, List<Example> examples) {
        Set<String> hyphenated = new TreeSet<>();
        for (Example example : examples) {
            if (example.response() != null) {
                collectHyphenated(example.response().body(), hyphenated);
                example.response().headers().keySet().stream()
                        .filter(name -> name.indexOf('-') >= 0)
                        .forEach(hyphenated::add);
            }
        }
        if (!hyphenated.isEmpty()) {
            checkHyphens(root, "output", outputs, hyphenated);
        }
    }

    private void checkHyphens(Section parent, String key, Map<String, Output> outputs, Set<String> hyphenated) {
        Section section = outputs.isEmpty() ? null : parent.section(key, "");
        outputs.forEach((name, output) -> checkHyphens(section.section(name, ""), output, hyphenated));
    }

    private void checkHyphens(Section section, Output output, Set<String> hyphenated) {
        if (output.from() != null) {
            Subtractions.of(output.from().text()).stream()
                    .filter(hyphenated::contains)
                    .forEach(trap -> section.problem(
                            "from",
                            trap + " is a subtraction in JSONata, and silently nothing; an example's response has a key"
                                    + " of that name. Write `" + trap + "` in backticks."));
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

    // ---- errors

    private Map<Integer, DeclaredError> errors(Section root) {
        Map<Integer, DeclaredError> errors = new TreeMap<>();
        root.sections("errors", "{code: USER_NOT_FOUND, message: No such user}").forEach((status, section) -> {
            section.only("code", "message");
            if (!status.matches("204|[345][0-9]{2}")) {
                section.problem("\"" + status + "\" is no status of an error: expected 204 or 300 to 599.");
            }
            String code = section.requiredText("code", "a code for flows, such as USER_NOT_FOUND");
            String message = section.requiredText("message", "a sentence for a person, such as No such user");
            if (code != null) {
                checkCode(section, code);
            }
            if (code != null && message != null && status.matches("[0-9]{3}")) {
                errors.put(Integer.valueOf(status), new DeclaredError(code, message));
            }
        });
        return errors;
    }

    private static void checkCode(Section section, String code) {
        if (!ERROR_CODE.matcher(code).matches()) {
            section.problem("code", "found \"" + code + "\", expected capitals, digits and _, such as USER_NOT_FOUND.");
        }
        for (ErrorCode known : ErrorCode.values()) {
            if (known.name().equals(code) && !DECLARABLE.contains(known)) {
                section.problem(
                        "code",
                        code + " already means that " + known.when() + ": choose a code of your own, such as USER_"
                                + code + ".");
            }
        }
    }

    // ---- examples

    private List<Example> examples(Section root) {
        List<Example> examples = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (Section section : root.list("examples", "{name: …, input: {…}, response: {…}, data: {…}}")) {
            section.only("name", "input", "request", "response", "data", "errorCode");
            String name = section.requiredText("name", "what the example shows, such as a known user");
            if (name != null && !names.add(name)) {
                section.problem("name", "two examples are named \"" + name + "\": rename one.");
            }
            if (section.has("data") == section.has("errorCode")) {
                section.problem("expected either data (the outputs of a success) or errorCode, and not both.");
            }
            examples.add(new Example(
                    name,
                    section.line(),
                    section.path(),
                    mapping(section, "input", "{userId: 1}"),
                    expectedRequest(section),
                    response(section),
                    section.has("data") ? mapping(section, "data", "{name: Leanne Graham}") : null,
                    section.text("errorCode", "USER_NOT_FOUND")));
        }
        return examples;
    }

    private static Map<String, Object> mapping(Section section, String key, String example) {
        Map<String, Object> map = new LinkedHashMap<>();
        Section child = section.section(key, example);
        if (child != null) {
            child.keys().forEach(name -> map.put(name, child.tree(name)));
        }
        return map;
    }

    private static Example.ExpectedRequest expectedRequest(Section section) {
        Section request = section.section("request", "{path: /users/1}");
        if (request == null) {
            return null;
        }
        request.only("path", "headers", "body");
        return new Example.ExpectedRequest(
                request.text("path", "/users/1?active=true"),
                mapping(request, "headers", "{X-Name: value}"),
                request.tree("body"));
    }

    private static UpstreamResponse response(Section section) {
        Section response = section.section("response", "{status: 200, body: {…}}");
        if (response == null) {
            return null;
        }
        response.only("status", "headers", "body");
        Integer status = response.has("status") ? response.count("status") : Integer.valueOf(200);
        if (status != null && (status < 100 || status > 599)) {
            response.problem("status", "found " + status + ", expected an HTTP status from 100 to 599.");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        mapping(response, "headers", "{x-total: \"20\"}")
                .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), String.valueOf(value)));
        return new UpstreamResponse(status == null ? 200 : status, headers, response.tree("body"));
    }
}
