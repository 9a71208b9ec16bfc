package dataactions.definition;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The call an action makes.
 *
 * @param upstream the upstream's name; the environment gives its base URL
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param path begins with a slash and is appended to the base URL's path
 * @param query parameters in order; one whose input is absent vanishes
 * @param headers likewise
 * @param body a JSON body, or null for none
 * @param timeout of the call, or null for all of the action's that is left
 */
public record Request(
        String upstream,
        String method,
        Template path,
        Map<String, Template> query,
        Map<String, Template> headers,
        BodyTemplate body,
        Duration timeout) {

    public Request {
        query = Tree.frozen(query);
        headers = Tree.frozen(headers);
    }

    /** Every name that its templates use. */
    public Set<String> variables() {
        Set<String> names = new LinkedHashSet<>(path.variables());
        query.values().forEach(template -> names.addAll(template.variables()));
        headers.values().forEach(template -> names.addAll(template.variables()));
        if (body != null) {
            names.addAll(body.variables());
        }
        return Collections.unmodifiableSet(names);
    }

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("upstream", upstream);
        tree.put("method", method);
        tree.put("path", path.source());
        Input.put(tree, "query", sources(query));
        Input.put(tree, "headers", sources(headers));
        Input.put(tree, "body", body == null ? null : body.source());
        Input.put(tree, "timeoutMillis", timeout == null ? null : timeout.toMillis());
        return tree;
    }

    private static Map<String, Object> sources(Map<String, Template> templates) {
        if (templates.isEmpty()) {
            return null;
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        templates.forEach((name, template) -> tree.put(name, template.source()));
        return tree;
    }

    static Request fromTree(Tree tree) {
        Long millis = tree.optionalInteger("timeoutMillis");
        return new Request(
                tree.string("upstream"),
                tree.string("method"),
                Template.parse(tree.string("path")),
                templates(tree.optionalTree("query")),
                templates(tree.optionalTree("headers")),
                tree.get("body") == null ? null : BodyTemplate.parse(tree.get("body")),
                millis == null ? null : Duration.ofMillis(millis));
    }

    private static Map<String, Template> templates(Tree tree) {
        Map<String, Template> templates = new LinkedHashMap<>();
        for (String name : tree.members().keySet()) {
            templates.put(name, Template.parse(tree.string(name)));
        }
        return templates;
    }
}
