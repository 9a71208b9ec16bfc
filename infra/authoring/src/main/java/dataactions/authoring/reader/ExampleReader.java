package dataactions.authoring.reader;

import dataactions.authoring.reader.yaml.Section;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlNode.Sequence;
import dataactions.definition.Step;
import dataactions.definition.Suggestion;
import dataactions.definition.template.UpstreamResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads {@code examples}. */
final class ExampleReader {
    private ExampleReader() {}

    static List<Example> examples(Section root, List<Step> steps) {
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
                    byStep(section, "request", "{path: /users/1}", isSingle, steps, ExampleReader::expectedRequest),
                    byStep(section, "response", "{status: 200, body: {…}}", isSingle, steps, ExampleReader::response),
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

    /**
     * The values of an example for each call: one value at {@code key}, or values by step name at the plural of
     * {@code key}.
     */
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
