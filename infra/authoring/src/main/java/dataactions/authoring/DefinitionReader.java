package dataactions.authoring;

import dataactions.authoring.YamlNode.Mapping;
import dataactions.authoring.YamlNode.Scalar;
import dataactions.authoring.YamlNode.Sequence;
import dataactions.definition.ActionDefinition;
import dataactions.definition.AnswerForm;
import dataactions.definition.Binding;
import dataactions.definition.BodyTemplate;
import dataactions.definition.ErrorCode;
import dataactions.definition.ErrorRule;
import dataactions.definition.Expression;
import dataactions.definition.Input;
import dataactions.definition.Output;
import dataactions.definition.Regex;
import dataactions.definition.Request;
import dataactions.definition.RequestBody;
import dataactions.definition.Retry;
import dataactions.definition.Step;
import dataactions.definition.Suggestion;
import dataactions.definition.Template;
import dataactions.definition.UpstreamResponse;
import dataactions.definition.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
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
    private static final int MAX_STEPS = 10;
    private static final int MAX_ATTEMPTS = 10;
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
    private static final List<String> BODIES = List.of("body", "form", "text");
    /** Without hyphens: {@code steps.my-step} would be a subtraction. */
    private static final Pattern STEP_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    private static final Pattern PLAIN_PATH = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

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
                        "answer",
                        "input",
                        "request",
                        "steps",
                        "output",
                        "errors",
                        "examples");
        String name = name(root);
        String category = category(root);
        String description = root.text("description", "Fetches a user's details.");
        boolean secure = root.flag("secure");
        Duration timeout = timeout(root);
        Map<String, Input> inputs = inputs(root);
        AnswerForm answer = answer(root);
        List<Step> steps = steps(root, inputs, timeout);
        Map<String, Output> outputs = outputs(root);
        checkReferences(root, steps, outputs, answer);
        List<Example> examples = examples(root, steps);
        checkHyphens(outputs, root, examples);
        if (!problems.isEmpty()) {
            return null;
        }
        ActionDefinition definition = new ActionDefinition(
                name, 1, true, category, description, secure, timeout, answer, inputs, steps, outputs);
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

    private static AnswerForm answer(Section root) {
        String word = root.text("answer", "envelope");
        if (word == null) {
            return AnswerForm.ENVELOPE;
        }
        return AnswerForm.of(word).orElseGet(() -> {
            root.problem(
                    "answer",
                    "found \"" + word + "\"" + Suggestion.didYouMean(word, List.of("envelope", "flat"))
                            + " Expected envelope (the default) or flat.");
            return AnswerForm.ENVELOPE;
        });
    }

    // ---- steps

    private List<Step> steps(Section root, Map<String, Input> inputs, Duration actionTimeout) {
        if (!root.has("steps")) {
            Request request = request(root, inputs, Set.of(), actionTimeout);
            List<ErrorRule> errors = errors(root);
            return request == null ? List.of() : List.of(new Step(Step.ONLY, request, null, errors));
        }
        for (String key : List.of("request", "errors")) {
            if (root.has(key)) {
                root.problem(key, "found beside steps, expected inside each step: every step has its own.");
            }
        }
        Map<String, Section> sections = root.sections("steps", "{request: {upstream: users, path: /users/{userId}}}");
        if (sections.isEmpty() || sections.size() > MAX_STEPS) {
            root.problem("steps", "found " + sections.size() + " steps, expected 1 to " + MAX_STEPS + ".");
        }
        List<Step> steps = new ArrayList<>();
        Set<String> above = new LinkedHashSet<>();
        sections.forEach((name, section) -> {
            section.only("request", "when", "errors");
            if (!STEP_NAME.matcher(name).matches()) {
                section.problem(
                        "\"" + name + "\" is no name for a step: expected a letter, then letters, digits and _.");
            }
            Request request = request(section, inputs, above, actionTimeout);
            Expression when = expression(section, "when", "steps.customer.id");
            checkSteps(section, "when", when, above);
            List<ErrorRule> errors = errors(section);
            for (ErrorRule rule : errors) {
                checkSteps(section, "errors", rule.condition(), above);
            }
            if (request != null) {
                steps.add(new Step(name, request, when, errors));
            }
            above.add(name);
        });
        return steps;
    }

    /** An expression reads only the results of the steps above its own, each by its name. */
    private static void checkSteps(Section section, String key, Expression expression, Set<String> above) {
        if (expression == null) {
            return;
        }
        if (expression.readsAllSteps()) {
            section.problem(
                    key, "reads steps as a whole: write steps.NAME, so that it is known which have to run before.");
        }
        for (String step : expression.steps()) {
            if (!above.contains(step)) {
                section.problem(
                        key,
                        "there is no step " + step + " above this one" + Suggestion.didYouMean(step, above)
                                + (above.isEmpty() ? " There is none." : " Above: " + String.join(", ", above) + "."));
            }
        }
    }

    /** What outputs read, and that nothing is written for nobody. */
    private static void checkReferences(
            Section root, List<Step> steps, Map<String, Output> outputs, AnswerForm answer) {
        boolean isSingle = !root.has("steps");
        Set<String> names = steps.stream().map(Step::name).collect(Collectors.toCollection(LinkedHashSet::new));
        Section section = outputs.isEmpty() ? null : root.section("output", "");
        outputs.forEach((name, output) -> {
            Section own = section.section(name, "");
            Expression from = output.from();
            if (!isSingle && from == null && output.constant() == null) {
                own.problem("from: missing: with steps an output says where it comes from, such as steps."
                        + names.stream().findFirst().orElse("customer") + "." + name + ".");
            }
            if (from == null) {
                return;
            }
            if (answer == AnswerForm.ENVELOPE && (from.uses("$errorCode") || from.uses("$error"))) {
                own.problem(
                        "from",
                        "reads $errorCode or $error, which only a flat answer has: in the envelope they are beside"
                                + " data. Remove it, or say answer: flat.");
            }
            if (isSingle) {
                return;
            }
            for (String step : from.steps()) {
                if (!names.contains(step)) {
                    own.problem(
                            "from",
                            "there is no step " + step + Suggestion.didYouMean(step, names) + " Known: "
                                    + String.join(", ", names) + ".");
                }
            }
            if (from.steps().isEmpty() && PLAIN_PATH.matcher(from.text()).matches()) {
                own.problem("from", "begins with no step: with steps write steps.NAME." + from.text() + ".");
            }
        });
    }

    // ---- request

    private Request request(Section root, Map<String, Input> inputs, Set<String> above, Duration actionTimeout) {
        String shape = "{upstream: users, method: GET, path: /users/{userId}}";
        if (!root.has("request")) {
            root.problem("request", "missing: expected the call to make, such as " + shape + ".");
            return null;
        }
        Section section = root.section("request", shape);
        if (section == null) {
            return null;
        }
        section.only(
                "upstream",
                "method",
                "path",
                "query",
                "headers",
                "body",
                "form",
                "text",
                "timeout",
                "retry",
                "idempotencyKey");
        String upstream =
                section.requiredText("upstream", "the name of an upstream of the environments, such as users");
        if (upstream != null && !MEMBER_NAME.matcher(upstream).matches()) {
            section.problem(
                    "upstream",
                    "found \"" + upstream + "\", expected a name such as users, not a URL: the environment"
                            + " (cdk.json) holds the upstream's URL.");
        }
        String method = method(section);
        Known known = new Known(inputs, above);
        Template path = path(section, known);
        Map<String, List<Template>> query = lists(section, "query", known);
        Map<String, Template> headers = headers(section, known);
        checkHeaders(section, headers);
        RequestBody body = body(section, method, known);
        checkContentType(section, headers, body);
        Duration timeout = requestTimeout(section, actionTimeout);
        boolean key = !section.has("idempotencyKey") || section.flag("idempotencyKey");
        Retry retry = retry(section);
        if (path == null || method == null) {
            return null;
        }
        Request request = new Request(upstream, method, path, query, headers, body, timeout, retry, key);
        if (request.isIdempotent() && section.has("idempotencyKey")) {
            section.problem("idempotencyKey", "a " + method + " is idempotent and sends no key: remove it.");
        }
        if (!request.isIdempotent() && !key && retry != null && retry.attempts() > 1) {
            section.problem(
                    "retry",
                    "a " + method + " that is tried again without an Idempotency-Key may do its work twice: remove"
                            + " retry or idempotencyKey: false.");
        }
        return request;
    }

    /** What templates may use. */
    private record Known(Map<String, Input> inputs, Set<String> steps) {}

    private static Retry retry(Section section) {
        if (!section.has("retry")) {
            return null;
        }
        if (section.node("retry") instanceof Scalar scalar && "none".equals(scalar.value())) {
            return Retry.NONE;
        }
        Section retry = section.section("retry", "{attempts: 3, backoff: 1s, statuses: [429, 503]}");
        if (retry == null) {
            return null;
        }
        retry.only("attempts", "backoff", "statuses");
        Integer attempts = retry.has("attempts") ? retry.count("attempts") : (Integer) Retry.DEFAULT.attempts();
        if (attempts != null && (attempts < 1 || attempts > MAX_ATTEMPTS)) {
            retry.problem(
                    "attempts", "found " + attempts + ", expected 1 to " + MAX_ATTEMPTS + ", the first included.");
            attempts = null;
        }
        Duration backoff = retry.has("backoff") ? retry.duration("backoff") : Retry.DEFAULT.backoff();
        if (backoff != null && backoff.compareTo(MAX_BACKOFF) > 0) {
            retry.problem("backoff", "found " + words(backoff) + ", expected at most " + words(MAX_BACKOFF) + ".");
        }
        Set<Integer> statuses = statuses(retry);
        return attempts == null || backoff == null ? null : new Retry(attempts, backoff, statuses);
    }

    private static Set<Integer> statuses(Section retry) {
        YamlNode node = retry.node("statuses");
        if (node == null) {
            return Retry.DEFAULT.statuses();
        }
        Set<Integer> statuses = new TreeSet<>();
        List<YamlNode> items = node instanceof Sequence sequence ? sequence.items() : List.of(node);
        for (YamlNode item : items) {
            if (item.toTree() instanceof Long status && status >= 300 && status <= 599) {
                statuses.add(status.intValue());
            } else {
                retry.problem("statuses", "found " + item.describe() + ", expected statuses from 300 to 599.");
            }
        }
        return statuses;
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

    private Template path(Section section, Known known) {
        String text = section.requiredText("path", "a path such as /users/{userId}");
        if (text == null) {
            return null;
        }
        Template path = template(section, "path", text, known);
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
            Input input = known.inputs().get(name);
            if (input != null && !input.isAlwaysPresent()) {
                section.problem(
                        "path",
                        "uses the optional input " + name + ": make it required or give it a default, since a path has"
                                + " no place for an absent value.");
            }
        }
        return path;
    }

    private Template template(Section section, String key, String text, Known known) {
        try {
            Template template = Template.parse(text);
            checkVariables(section, key, template.variables(), known.inputs());
            checkStepExpressions(section, key, template.expressions(), known);
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

    private static void checkStepExpressions(Section section, String key, List<Expression> expressions, Known known) {
        for (Expression expression : expressions) {
            try {
                expression.check();
            } catch (Expression.SyntaxException e) {
                section.problem(
                        key,
                        "JSONata error at column " + e.column() + " of \"" + expression.text() + "\": " + e.getMessage()
                                + ".");
            }
            checkEval(section, key, expression);
            checkSteps(section, key, expression, known.steps());
        }
    }

    private Map<String, Template> headers(Section section, Known known) {
        Map<String, Template> templates = new LinkedHashMap<>();
        Section parameters = section.section("headers", "{name: \"{inputName}\"}");
        if (parameters != null) {
            for (String name : parameters.keys()) {
                Template template = template(parameters, name, parameters.node(name), known);
                if (template != null) {
                    templates.put(name, template);
                }
            }
        }
        return templates;
    }

    /** Parameters by name, each with one value or a list of them. */
    private Map<String, List<Template>> lists(Section section, String key, Known known) {
        Map<String, List<Template>> templates = new LinkedHashMap<>();
        Section parameters = section.section(key, "{name: \"{inputName}\"}");
        if (parameters == null) {
            return templates;
        }
        for (String name : parameters.keys()) {
            YamlNode node = parameters.node(name);
            List<Template> list = new ArrayList<>();
            for (YamlNode item : node instanceof Sequence sequence ? sequence.items() : List.of(node)) {
                Template template = template(parameters, name, item, known);
                if (template != null) {
                    list.add(template);
                }
            }
            if (!list.isEmpty()) {
                templates.put(name, List.copyOf(list));
            } else if (node instanceof Sequence) {
                parameters.problem(name, "found an empty list, expected at least one value.");
            }
        }
        return templates;
    }

    private Template template(Section parameters, String name, YamlNode node, Known known) {
        if (node instanceof Scalar scalar && scalar.value() != null) {
            return template(parameters, name, scalar.value().toString(), known);
        }
        parameters.problem(
                name,
                "found " + node.describe() + ", expected text, a number, true or false."
                        + (node instanceof Mapping ? " Quote templates: \"{inputName}\"." : ""));
        return null;
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

    private RequestBody body(Section section, String method, Known known) {
        List<String> given = BODIES.stream().filter(section::has).toList();
        if (given.isEmpty()) {
            return null;
        }
        if (given.size() > 1) {
            section.problem(
                    given.get(1), "a request has one body: remove all but one of " + String.join(", ", given) + ".");
            return null;
        }
        String key = given.get(0);
        if ("GET".equals(method)) {
            section.problem(key, "a GET has no body: use another method, or put parameters under query.");
            return null;
        }
        if (key.equals("form")) {
            Map<String, List<Template>> fields = lists(section, "form", known);
            return fields.isEmpty() ? null : new RequestBody.OfForm(fields);
        }
        if (key.equals("text")) {
            String text = section.text("text", "Hello {name}");
            Template template = text == null ? null : template(section, "text", text, known);
            return template == null ? null : new RequestBody.OfText(template);
        }
        return json(section, known);
    }

    private RequestBody json(Section section, Known known) {
        Object tree = section.tree("body");
        if (tree == null) {
            section.problem("body", "found nothing, expected a JSON tree such as {name: \"{name}\"}; or remove it.");
            return null;
        }
        try {
            BodyTemplate body = BodyTemplate.parse(tree);
            checkVariables(section, "body", body.variables(), known.inputs());
            checkStepExpressions(section, "body", body.expressions(), known);
            return new RequestBody.OfJson(body);
        } catch (IllegalArgumentException e) {
            section.problem("body", e.getMessage() + ".");
            return null;
        }
    }

    /** A body under a false name would not be escaped for what it is taken for. */
    private static void checkContentType(Section section, Map<String, Template> headers, RequestBody body) {
        headers.forEach((name, template) -> {
            if (!name.equalsIgnoreCase("Content-Type") || body == null) {
                return;
            }
            String type = template.source().toLowerCase(Locale.ROOT);
            String expected = null;
            if (body instanceof RequestBody.OfJson && !type.matches("[a-z0-9.+/-]*json(;.*)?")) {
                expected = "a JSON type such as application/json, which is what body sends";
            } else if (body instanceof RequestBody.OfForm && !type.startsWith("application/x-www-form-urlencoded")) {
                expected = "application/x-www-form-urlencoded, which is what form sends";
            } else if (body instanceof RequestBody.OfText && !type.startsWith("text/plain")) {
                expected = "text/plain: in any other text the inputs could not be escaped; use body or form";
            }
            if (expected != null) {
                section.problem(
                        "headers", "Content-Type: found \"" + template.source() + "\", expected " + expected + ".");
            }
        });
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
        return expression(section, "from", "company.name");
    }

    private static Expression expression(Section section, String key, String example) {
        String text = section.text(key, example);
        if (text == null) {
            return null;
        }
        if (text.isBlank()) {
            section.problem(
                    key,
                    "empty: expected JSONata such as " + example
                            + (key.equals("from") ? ", or nothing for the output's own name." : "."));
            return null;
        }
        return expression(section, key, Expression.of(text));
    }

    private static Expression expression(Section section, String key, Expression expression) {
        try {
            expression.check();
        } catch (Expression.SyntaxException e) {
            section.problem(
                    key,
                    "JSONata error at column " + e.column() + " of \"" + expression.text() + "\": " + e.getMessage()
                            + ". Try it at https://try.jsonata.org.");
        }
        checkEval(section, key, expression);
        return expression;
    }

    private static void checkEval(Section section, String key, Expression expression) {
        if (expression.uses("$eval")) {
            section.problem(key, "uses $eval, which would run whatever an upstream sends: write the expression out.");
        }
    }

    // ---- the hyphen trap

    private void checkHyphens(Map<String, Output> outputs, Section root, List<Example> examples) {
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
            root.sections("steps", "").values().forEach(step -> {
                checkHyphens(step, "errors", hyphenated);
                checkTrap(step, "when", step.text("when", ""), hyphenated);
            });
        }
    }

    private static void checkHyphens(Section section, String key, Set<String> hyphenated) {
        if (section.node(key) instanceof Mapping conditions) {
            conditions.entries().keySet().forEach(text -> checkTrap(section, key, text, hyphenated));
        }
    }

    private static void checkTrap(Section section, String key, String expression, Set<String> hyphenated) {
        if (expression != null) {
            Subtractions.of(expression).stream()
                    .filter(hyphenated::contains)
                    .forEach(trap -> section.problem(
                            key,
                            trap + " is a subtraction in JSONata, and silently nothing; an example's response has a key"
                                    + " of that name. Write `" + trap + "` in backticks."));
        }
    }

    private void checkHyphens(Section parent, String key, Map<String, Output> outputs, Set<String> hyphenated) {
        Section section = outputs.isEmpty() ? null : parent.section(key, "");
        outputs.forEach((name, output) -> checkHyphens(section.section(name, ""), output, hyphenated));
    }

    private void checkHyphens(Section section, Output output, Set<String> hyphenated) {
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

    // ---- errors

    private List<ErrorRule> errors(Section root) {
        List<ErrorRule> rules = new ArrayList<>();
        Section all = root.section("errors", "{404: {code: USER_NOT_FOUND, message: No such user}}");
        if (all == null) {
            return rules;
        }
        for (String key : all.keys()) {
            Integer status = null;
            Expression condition = null;
            if (key.matches("[0-9][0-9A-Za-z]*")) { // 4xx is no expression either
                if (!key.matches("20[1-9]|2[1-9][0-9]|[345][0-9]{2}")) {
                    all.problem(key, "\"" + key + "\" is no status of an error: expected 201 to 599.");
                    continue;
                }
                status = Integer.valueOf(key);
            } else {
                condition = expression(all, key, Expression.of(key));
            }
            YamlNode node = all.node(key);
            if (node instanceof Scalar scalar) {
                if ("defaults".equals(scalar.value())) {
                    rules.add(new ErrorRule(status, condition, null, null));
                } else {
                    all.problem(
                            key,
                            "found " + node.describe() + ", expected {code: USER_NOT_FOUND, message: No such user}, or"
                                    + " the word defaults where absence is normal.");
                }
                continue;
            }
            Section section = all.section(key, "{code: USER_NOT_FOUND, message: No such user}");
            if (section == null) {
                continue;
            }
            section.only("code", "message");
            String code = section.requiredText("code", "a code for flows, such as USER_NOT_FOUND");
            String message = section.requiredText("message", "a sentence for a person, such as No such user");
            if (code != null) {
                checkCode(section, code);
            }
            if (code != null && message != null) {
                rules.add(new ErrorRule(status, condition, code, message));
            }
        }
        return rules;
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

    private List<Example> examples(Section root, List<Step> steps) {
        List<Example> examples = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        boolean isSingle = !root.has("steps");
        for (Section section : root.list("examples", "{name: …, input: {…}, response: {…}, data: {…}}")) {
            section.only(
                    "name", "input", "request", "requests", "response", "responses", "skipped", "data", "errorCode");
            String name = section.requiredText("name", "what the example shows, such as a known user");
            if (name != null && !names.add(name)) {
                section.problem("name", "two examples are named \"" + name + "\": rename one.");
            }
            boolean isFlat = "flat".equals(root.text("answer", ""));
            if (section.has("data") == section.has("errorCode") && !(isFlat && section.has("data"))) {
                section.problem("expected either data (the outputs of a success) or errorCode, and not both.");
            }
            for (String key : isSingle ? List.of("requests", "responses", "skipped") : List.of("request", "response")) {
                if (section.has(key)) {
                    section.problem(
                            key,
                            isSingle
                                    ? "belongs to a definition with steps: use request and response."
                                    : "belongs to a definition without steps: use requests and responses, by the steps'"
                                            + " names.");
                }
            }
            examples.add(new Example(
                    name,
                    section.line(),
                    section.path(),
                    mapping(section, "input", "{userId: 1}"),
                    byStep(section, "request", "{path: /users/1}", isSingle, steps, DefinitionReader::expectedRequest),
                    byStep(
                            section,
                            "response",
                            "{status: 200, body: {…}}",
                            isSingle,
                            steps,
                            DefinitionReader::response),
                    section.has("skipped") ? skipped(section) : null,
                    section.has("data") ? mapping(section, "data", "{name: Leanne Graham}") : null,
                    section.text("errorCode", "USER_NOT_FOUND")));
        }
        return examples;
    }

    private static Set<String> skipped(Section section) {
        Set<String> names = new TreeSet<>();
        YamlNode node = section.node("skipped");
        for (YamlNode item : node instanceof Sequence sequence ? sequence.items() : List.of(node)) {
            names.add(String.valueOf(item.toTree()));
        }
        return names;
    }

    /** What an example says of each call: under {@code key}, or by the steps' names under its plural. */
    private static <T> Map<String, T> byStep(
            Section section, String key, String shape, boolean isSingle, List<Step> steps, Function<Section, T> read) {
        Map<String, T> all = new LinkedHashMap<>();
        if (isSingle) {
            Section only = section.section(key, shape);
            if (only != null) {
                all.put(Step.ONLY, read.apply(only));
            }
            return all;
        }
        section.sections(key + "s", shape).forEach((step, each) -> {
            if (isStep(each, step, steps)) {
                all.put(step, read.apply(each));
            }
        });
        return all;
    }

    private static boolean isStep(Section section, String name, List<Step> steps) {
        List<String> names = steps.stream().map(Step::name).toList();
        if (!names.contains(name)) {
            section.problem("there is no step " + name + Suggestion.didYouMean(name, names) + " Known: "
                    + String.join(", ", names) + ".");
        }
        return names.contains(name);
    }

    private static Map<String, Object> mapping(Section section, String key, String example) {
        Map<String, Object> map = new LinkedHashMap<>();
        Section child = section.section(key, example);
        if (child != null) {
            child.keys().forEach(name -> map.put(name, child.tree(name)));
        }
        return map;
    }

    private static Example.ExpectedRequest expectedRequest(Section request) {
        request.only("path", "headers", "body");
        return new Example.ExpectedRequest(
                request.text("path", "/users/1?active=true"),
                mapping(request, "headers", "{X-Name: value}"),
                request.tree("body"));
    }

    private static UpstreamResponse response(Section response) {
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
