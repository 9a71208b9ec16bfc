package dataactions.definition;

import dataactions.definition.expression.Expression;
import dataactions.definition.template.BodyTemplate;
import dataactions.definition.template.PlaceholderText;
import dataactions.definition.value.Tree;
import dataactions.definition.value.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One call to an upstream.
 *
 * @param upstream the upstream's name; the environment gives its base URL and credentials
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param path begins with a slash and is appended to the base URL's path
 * @param query parameters in order; several values repeat the parameter, an absent value leaves it out
 * @param headers in order; an absent value leaves the header out
 * @param body or null for none
 * @param timeout of the call with all its attempts, or null for the time that the action has left
 * @param retry or null for the default of the method: see {@link #effectiveRetry}
 * @param idempotencyKey whether a method that is not idempotent sends the header {@code Idempotency-Key}
 */
public record Request(
        String upstream,
        String method,
        PlaceholderText path,
        Map<String, List<PlaceholderText>> query,
        Map<String, PlaceholderText> headers,
        RequestBody body,
        Duration timeout,
        Retry retry,
        boolean idempotencyKey) {
    private static final Set<String> NOT_IDEMPOTENT = Set.of("POST", "PATCH");

    public Request {
        query = Tree.frozen(query);
        headers = Tree.frozen(headers);
    }

    /** Whether the method is idempotent (RFC 9110, 9.2.2): sending it twice does no more than sending it once. */
    public boolean isIdempotent() {
        return !NOT_IDEMPOTENT.contains(method);
    }

    /** The definition's own policy, or else the default for an idempotent method and a single attempt for another. */
    public Retry effectiveRetry() {
        return retry != null ? retry : isIdempotent() ? Retry.DEFAULT : Retry.NONE;
    }

    /** The inputs that its templates read, and {@code requestId}. */
    public Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        for (PlaceholderText template : templates()) {
            names.addAll(template.variables());
        }
        if (body != null) {
            names.addAll(body.variables());
        }
        return Collections.unmodifiableSet(names);
    }

    /** The expressions of its templates on the results of steps. */
    public List<Expression> expressions() {
        List<Expression> all = new ArrayList<>();
        for (PlaceholderText template : templates()) {
            all.addAll(template.expressions());
        }
        if (body != null) {
            all.addAll(body.expressions());
        }
        return all;
    }

    private List<PlaceholderText> templates() {
        List<PlaceholderText> all = new ArrayList<>();
        all.add(path);
        for (List<PlaceholderText> parameter : query.values()) {
            all.addAll(parameter);
        }
        all.addAll(headers.values());
        return all;
    }

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("upstream", upstream);
        tree.put("method", method);
        tree.put("path", path.source());
        Tree.put(tree, "query", lists(query));
        if (!headers.isEmpty()) {
            Map<String, Object> sources = new LinkedHashMap<>();
            headers.forEach((name, template) -> sources.put(name, template.source()));
            tree.put("headers", sources);
        }
        if (body instanceof RequestBody.OfJson json) {
            tree.put("body", json.tree().source());
        } else if (body instanceof RequestBody.OfForm form) {
            tree.put("form", lists(form.fields()));
        } else if (body instanceof RequestBody.OfText text) {
            tree.put("text", text.text().source());
        }
        Tree.put(tree, "timeoutMillis", timeout == null ? null : timeout.toMillis());
        Tree.put(tree, "retry", retry == null ? null : retry.toTree());
        Tree.put(tree, "idempotencyKey", idempotencyKey ? null : Boolean.FALSE);
        return tree;
    }

    /** One template as a text, several as a list. */
    private static Map<String, Object> lists(Map<String, List<PlaceholderText>> templates) {
        if (templates.isEmpty()) {
            return null;
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        templates.forEach((name, list) -> tree.put(
                name,
                list.size() == 1
                        ? list.get(0).source()
                        : list.stream().map(PlaceholderText::source).toList()));
        return tree;
    }

    static Request fromTree(Tree tree) {
        Map<String, PlaceholderText> headers = new LinkedHashMap<>();
        Tree headerTree = tree.optionalTree("headers");
        for (String name : headerTree.members().keySet()) {
            headers.put(name, PlaceholderText.parse(headerTree.string(name)));
        }
        return new Request(
                tree.string("upstream"),
                tree.string("method"),
                PlaceholderText.parse(tree.string("path")),
                lists(tree.optionalTree("query")),
                headers,
                body(tree),
                tree.optionalMillis("timeoutMillis"),
                tree.get("retry") == null ? null : Retry.fromTree(tree.tree("retry")),
                tree.get("idempotencyKey") == null || tree.flag("idempotencyKey"));
    }

    private static RequestBody body(Tree tree) {
        if (tree.get("body") != null) {
            return new RequestBody.OfJson(BodyTemplate.parse(tree.get("body")));
        }
        if (tree.get("form") != null) {
            return new RequestBody.OfForm(lists(tree.tree("form")));
        }
        return tree.get("text") == null ? null : new RequestBody.OfText(PlaceholderText.parse(tree.string("text")));
    }

    private static Map<String, List<PlaceholderText>> lists(Tree tree) {
        Map<String, List<PlaceholderText>> templates = new LinkedHashMap<>();
        for (String name : tree.members().keySet()) {
            List<PlaceholderText> list = new ArrayList<>();
            if (tree.get(name) instanceof List<?> several) {
                for (Object each : several) {
                    if (!(each instanceof String text)) {
                        throw new IllegalArgumentException(
                                tree.path() + "." + name + ": expected strings, found " + ValueType.describe(each));
                    }
                    list.add(PlaceholderText.parse(text));
                }
            } else {
                list.add(PlaceholderText.parse(tree.string(name)));
            }
            templates.put(name, List.copyOf(list));
        }
        return templates;
    }
}
