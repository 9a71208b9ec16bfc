package dataactions.authoring.reader;

import dataactions.authoring.reader.yaml.Fields;
import dataactions.authoring.reader.yaml.Section;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.authoring.reader.yaml.YamlNode.Scalar;
import dataactions.authoring.reader.yaml.YamlNode.Sequence;
import dataactions.definition.Input;
import dataactions.definition.Request;
import dataactions.definition.RequestBody;
import dataactions.definition.Retry;
import dataactions.definition.Suggestion;
import dataactions.definition.expression.Expression;
import dataactions.definition.template.BodyTemplate;
import dataactions.definition.template.PlaceholderText;
import dataactions.definition.upstream.HeaderNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code request}: one call of an upstream, with its templates. */
final class RequestReader {
    private static final Pattern PATH_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern ENCODED_STEP = Pattern.compile("%2[eEfF]|%5[cC]");
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    static final Duration NESTING_MARGIN = Duration.ofSeconds(1);
    private static final int MAX_ATTEMPTS = 10;
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
    private static final List<String> BODIES = List.of("body", "form", "text");

    private RequestReader() {}

    /**
     * The time in which the timeout of a request nests.
     *
     * @param name for messages
     */
    record Limit(String name, Duration length) {}

    static Request request(Section root, Map<String, Input> inputs, Set<String> above, Limit limit) {
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
        if (upstream != null && !Fields.MEMBER_NAME.matcher(upstream).matches()) {
            section.problem(
                    "upstream",
                    "found \"" + upstream + "\", expected a name such as users, not a URL: the environment"
                            + " (cdk.json) holds the upstream's URL.");
        }
        String method = method(section);
        Known known = new Known(inputs, above);
        PlaceholderText path = path(section, known);
        Map<String, List<PlaceholderText>> query = lists(section, "query", known);
        Map<String, PlaceholderText> headers = headers(section, known);
        checkHeaders(section, headers);
        RequestBody body = body(section, method, known);
        checkContentType(section, headers, body);
        Duration timeout = requestTimeout(section, limit);
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

    /** The names that templates may use. */
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
            retry.problem(
                    "backoff",
                    "found " + Fields.words(backoff) + ", expected at most " + Fields.words(MAX_BACKOFF) + ".");
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

    private static Duration requestTimeout(Section section, Limit limit) {
        Duration timeout = section.duration("timeout");
        if (timeout != null) {
            Duration longest = limit.length().minus(NESTING_MARGIN);
            if (timeout.isZero()) {
                section.problem("timeout", "found 0, expected a duration such as 5s.");
            } else if (timeout.compareTo(longest) > 0) {
                section.problem(
                        "timeout",
                        "too long: the request's " + Fields.words(timeout)
                                + " must be at least 1s less than the " + limit.name() + " of "
                                + Fields.words(limit.length()) + ", so that there is time to answer. Use at most "
                                + Fields.words(longest) + ", or raise the " + limit.name()
                                + (longest.isZero() ? ", or leave it out." : "."));
            }
        }
        return timeout;
    }

    private static PlaceholderText path(Section section, Known known) {
        String text = section.requiredText("path", "a path such as /users/{userId}");
        if (text == null) {
            return null;
        }
        PlaceholderText path = template(section, "path", text, known);
        if (path == null) {
            return null;
        }
        // The rules are about the text between the values. Each value is encoded.
        String literal = path.parts().stream()
                .map(part -> part.variable() ? "_" : part.text())
                .collect(Collectors.joining());
        if (!text.startsWith("/")) {
            section.problem(
                    "path",
                    text.contains("://")
                            ? "found a URL, expected only the path, such as /users/{userId}: scheme and host belong to the"
                                    + " environment's upstream."
                            : "must begin with a slash, such as /users/{userId}.");
        } else if (literal.indexOf('?') >= 0 || literal.indexOf('#') >= 0) {
            section.problem("path", "holds a ? or #: put parameters under query, one key each.");
        } else if (literal.indexOf('\\') >= 0
                || literal.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            section.problem("path", "holds a space, backslash or control character: percent-encode it.");
        } else if (PATH_PERCENT.matcher(literal).find()) {
            section.problem("path", "holds a % without two hexadecimal digits: write %25 for the character itself.");
        } else if (ENCODED_STEP.matcher(literal).find()
                || literal.contains("//")
                || Arrays.stream(literal.split("/")).anyMatch(s -> s.equals(".") || s.equals(".."))) {
            section.problem(
                    "path",
                    "holds an empty, . or .. segment, or an encoded dot or slash: write it out plainly. A slash inside a"
                            + " segment must be in a value: use an input with a default, such as acme/shop.");
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

    private static PlaceholderText template(Section section, String key, String text, Known known) {
        try {
            PlaceholderText template = PlaceholderText.parse(text);
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
            if (!inputs.containsKey(name) && !PlaceholderText.REQUEST_ID.equals(name)) {
                Set<String> known = new TreeSet<>(inputs.keySet());
                known.add(PlaceholderText.REQUEST_ID);
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
            Fields.checkRefusals(section, key, expression);
            StepReader.checkSteps(section, key, expression, known.steps());
        }
    }

    private static Map<String, PlaceholderText> headers(Section section, Known known) {
        Map<String, PlaceholderText> templates = new LinkedHashMap<>();
        Section parameters = section.section("headers", "{name: \"{inputName}\"}");
        if (parameters != null) {
            for (String name : parameters.keys()) {
                PlaceholderText template = template(parameters, name, parameters.node(name), known);
                if (template != null) {
                    templates.put(name, template);
                }
            }
        }
        return templates;
    }

    /** Parameters by name, each with one value or a list of them. */
    private static Map<String, List<PlaceholderText>> lists(Section section, String key, Known known) {
        Map<String, List<PlaceholderText>> templates = new LinkedHashMap<>();
        Section parameters = section.section(key, "{name: \"{inputName}\"}");
        if (parameters == null) {
            return templates;
        }
        for (String name : parameters.keys()) {
            YamlNode node = parameters.node(name);
            List<PlaceholderText> list = new ArrayList<>();
            for (YamlNode item : node instanceof Sequence sequence ? sequence.items() : List.of(node)) {
                PlaceholderText template = template(parameters, name, item, known);
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

    private static PlaceholderText template(Section parameters, String name, YamlNode node, Known known) {
        if (node instanceof Scalar scalar && scalar.value() != null) {
            return template(parameters, name, scalar.text(), known);
        }
        parameters.problem(
                name,
                "found " + node.describe() + ", expected text, a number, true or false."
                        + (node instanceof Mapping ? " Quote templates: \"{inputName}\"." : ""));
        return null;
    }

    private static void checkHeaders(Section section, Map<String, PlaceholderText> headers) {
        Section parameters = headers.isEmpty() ? null : section.section("headers", "");
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, template) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!HeaderNames.isName(name)) {
                parameters.problem(name, "is no name for an HTTP header.");
            } else if (lower.equals("authorization") || lower.equals("proxy-authorization")) {
                parameters.problem(
                        name, "credentials belong to the environment's upstream, never to a definition: remove it.");
            } else if (HeaderNames.isSetByClient(name)) {
                parameters.problem(name, "is set by the HTTP client: remove it.");
            } else if (!seen.add(name)) {
                parameters.problem(name, "the same header twice (case does not matter): remove one.");
            }
            if (template.source().chars().anyMatch(c -> c < ' ' && c != '\t' || c > '~')) {
                parameters.problem(name, "holds a character that no HTTP header may: use ASCII on one line.");
            }
        });
    }

    private static RequestBody body(Section section, String method, Known known) {
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
            Map<String, List<PlaceholderText>> fields = lists(section, "form", known);
            return fields.isEmpty() ? null : new RequestBody.OfForm(fields);
        }
        if (key.equals("text")) {
            String text = section.text("text", "Hello {name}");
            PlaceholderText template = text == null ? null : template(section, "text", text, known);
            return template == null ? null : new RequestBody.OfText(template);
        }
        return json(section, known);
    }

    private static RequestBody json(Section section, Known known) {
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

    /** A body with a wrong content type would be escaped for a different format than the upstream reads. */
    private static void checkContentType(Section section, Map<String, PlaceholderText> headers, RequestBody body) {
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
}
