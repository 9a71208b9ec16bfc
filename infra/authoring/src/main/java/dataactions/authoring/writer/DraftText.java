package dataactions.authoring.writer;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.Body;
import dataactions.authoring.proposal.Parameter;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.ProposedOutput;
import dataactions.authoring.text.PlainText;
import dataactions.definition.envelope.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes the definition of a proposed call, with a comment where a person has to decide. It has no examples yet. */
public final class DraftText {
    private static final int WIDTH = 120;
    private static final int COMMENT_COLUMN = 36;
    private static final long DEFAULT_SECONDS = 10;
    private static final long LONGEST_SECONDS = 60;

    private static final int MAX_CODE = 40;
    /** How many comments name a value that no output takes. */
    private static final int MAX_LEFT_OUT = 10;

    private static final Map<Integer, String> WORDS = Map.of(
            400, "INVALID_REQUEST",
            404, "RESOURCE_NOT_FOUND",
            405, "METHOD_NOT_ALLOWED",
            409, "CONFLICT",
            410, "GONE",
            412, "PRECONDITION_FAILED",
            422, "INVALID_VALUES");

    private final List<String> lines = new ArrayList<>();

    private DraftText() {}

    /**
     * What a definition is made of.
     *
     * @param name of the action
     * @param category empty: that of the environment
     * @param schema the path to the JSON Schema, for editors; empty for none
     * @param upstream by the name that {@code cdk.json} has
     * @param leftOut what no output takes, one clause each
     */
    public record Draft(
            String name,
            String category,
            String schema,
            String upstream,
            ApiCall call,
            List<ProposedOutput> outputs,
            List<String> leftOut) {}

    /** The content of the file. */
    public static byte[] of(Draft draft) {
        DraftText text = new DraftText();
        text.write(draft);
        return (String.join("\n", text.lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private void write(Draft draft) {
        ApiCall call = draft.call();
        if (!draft.schema().isEmpty()) {
            lines.add("# yaml-language-server: $schema=" + draft.schema());
        }
        lines.add("name: " + draft.name());
        if (!draft.category().isEmpty()) {
            lines.add("category: " + YamlText.inline(draft.category()));
        }
        if (call.description().isEmpty()) {
            line(
                    "description: " + plain(placeholderDescription(call)),
                    "say what the action does: commands and documents show it");
        } else {
            lines.add("description: " + YamlText.inline(call.description()));
        }
        long seconds = call.timeout()
                .map(Duration::toSeconds)
                .map(each -> Math.max(1, Math.min(LONGEST_SECONDS, each)))
                .orElse(DEFAULT_SECONDS);
        line("timeout: " + seconds + "s", "how long Architect waits");
        inputs(call.inputs());
        request(draft, call);
        outputs(draft);
        errors(call.errors());
    }

    /** A value that stands alone on its line needs no quotes for braces in it. */
    private static String plain(String text) {
        return text.matches("[A-Za-z/][A-Za-z0-9 _./{}~-]*[A-Za-z0-9_./}]|/") ? text : YamlText.inline(text);
    }

    /** A description that is true, and that the author should replace. */
    private static String placeholderDescription(ApiCall call) {
        return "Calls " + call.method() + " " + (call.isPathKnown() ? call.pathTemplate() : "/") + ".";
    }

    private void inputs(List<ProposedInput> inputs) {
        if (inputs.isEmpty()) {
            return;
        }
        lines.add("input:");
        int width = width(inputs.stream().map(ProposedInput::name).toList());
        for (ProposedInput input : inputs) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("type", input.type().word());
            if (input.required()) {
                tree.put("required", true);
            }
            tree.putAll(input.constraints());
            if (!input.description().isEmpty()) {
                tree.put("description", input.description());
            }
            member(2, input.name(), tree, width, "");
        }
    }

    private void request(Draft draft, ApiCall call) {
        lines.add("request:");
        line("  upstream: " + YamlText.inline(draft.upstream()), "its URL and auth are in cdk.json");
        lines.add("  method: " + call.method());
        if (call.isPathKnown()) {
            lines.add("  path: " + plain(path(call.path())));
        } else {
            line("  path: /", "write method and path, such as /users/{userId} with an input userId");
        }
        boolean hasOptional = call.query().stream()
                .anyMatch(each -> each.value() instanceof Piece.FromInput from
                        && !from.input().required());
        parameters("query", call.query(), hasOptional ? "a parameter is left out if its input is not set" : "");
        parameters("headers", call.headers(), "");
        call.body().ifPresent(this::body);
    }

    private static String path(List<Piece> pieces) {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(template(piece)));
        return text.toString();
    }

    private void parameters(String key, List<Parameter> parameters, String comment) {
        if (parameters.isEmpty()) {
            return;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        for (Parameter each : parameters) {
            Object value = template(each.value());
            Object before = all.get(each.name());
            if (before == null) {
                all.put(each.name(), value);
            } else {
                List<Object> list = new ArrayList<>(before instanceof List<?> several ? several : List.of(before));
                list.add(value);
                all.put(each.name(), list);
            }
        }
        line("  " + key + ":", comment);
        YamlText yaml = new YamlText(true);
        all.forEach((name, value) -> lines.addAll(yaml.entry(4, name, value)));
    }

    private void body(Body body) {
        if (body instanceof Body.Form form) {
            parameters("form", form.fields(), "");
        } else if (body instanceof Body.Text text) {
            lines.addAll(new YamlText(true).entry(2, "text", path(text.pieces())));
        } else {
            lines.addAll(new YamlText(false).entry(2, "body", json(((Body.Json) body).tree())));
        }
    }

    private static Object json(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> object = new LinkedHashMap<>();
            map.forEach((key, each) -> object.put(String.valueOf(key), json(each)));
            return object;
        }
        if (tree instanceof List<?> list) {
            return list.stream().map(DraftText::json).toList();
        }
        if (tree instanceof Piece.Fixed fixed && !(fixed.value() instanceof String)) {
            return fixed.value();
        }
        return template((Piece) tree);
    }

    private static String template(Piece piece) {
        return piece instanceof Piece.FromInput from
                ? "{" + from.input().name() + "}"
                : String.valueOf(((Piece.Fixed) piece).value())
                        .replace("{", "{{")
                        .replace("}", "}}");
    }

    private void outputs(Draft draft) {
        line("output:", "add a default if a value may be absent");
        List<ProposedOutput> outputs = draft.outputs();
        if (outputs.isEmpty()) {
            line("  id: {type: string, from: id}", "no answer is known: write the outputs that the API returns");
        }
        int width = width(outputs.stream().map(ProposedOutput::name).toList());
        for (ProposedOutput output : outputs) {
            remarks(output.name() + ".", output);
            member(2, output.name(), output.toTree(), width, output.remark());
        }
        Set<String> leftOut = new LinkedHashSet<>(draft.leftOut());
        leftOut.stream().limit(MAX_LEFT_OUT).forEach(each -> comment("  # left out: " + each));
        if (leftOut.size() > MAX_LEFT_OUT) {
            comment("  # left out: and " + (leftOut.size() - MAX_LEFT_OUT) + " more");
        }
    }

    /** The remarks on properties, in lines of their own: properties are on one line with their output. */
    private void remarks(String path, ProposedOutput output) {
        List<ProposedOutput> properties =
                output.items() == null ? output.properties() : output.items().properties();
        if (output.items() != null && !output.items().remark().isEmpty()) {
            comment("  # " + output.name() + ": " + output.items().remark());
        }
        for (ProposedOutput each : properties) {
            if (!each.remark().isEmpty()) {
                comment("  # " + path + each.name() + ": " + each.remark());
            }
            remarks(path + each.name() + ".", each);
        }
    }

    private void comment(String text) {
        String plain = PlainText.line(text);
        lines.add(plain.length() <= WIDTH ? plain : plain.substring(0, WIDTH - 1) + "…");
    }

    private void errors(Map<Integer, String> errors) {
        Map<Integer, String> outcomes = new TreeMap<>(errors);
        outcomes.keySet().removeIf(status -> status < 400 || isFault(status));
        if (outcomes.isEmpty()) {
            return;
        }
        line("errors:", "what a flow gets as errorCode");
        Set<String> codes = new TreeSet<>();
        outcomes.forEach((status, text) -> {
            String sentence = PlainText.line(text).replaceAll("[{}]", " ").strip();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("code", code(status, sentence, codes));
            entry.put("message", sentence.isEmpty() ? "The API answered " + status : sentence);
            lines.add("  " + status + ": " + YamlText.inline(entry));
        });
    }

    /** {@code No such user} becomes {@code USER_NOT_FOUND}. */
    private static String code(int status, String text, Set<String> codes) {
        String words = text.toUpperCase(Locale.ROOT)
                .replaceFirst("^NO SUCH (.*)", "$1 NOT FOUND")
                .replaceAll("[^A-Z0-9]+", "_")
                .replaceAll("^[_0-9]+|_+$", "");
        if (words.isEmpty() || words.length() > MAX_CODE) {
            words = WORDS.getOrDefault(status, "REFUSED_" + status);
        }
        String code = isTaken(words) ? "RESOURCE_" + words : words;
        String free = codes.add(code) ? code : code + "_" + status;
        codes.add(free);
        return free;
    }

    /** The catalogue's own codes have a meaning already. */
    private static boolean isTaken(String code) {
        return Arrays.stream(ErrorCode.values()).anyMatch(each -> each.name().equals(code));
    }

    /**
     *  These statuses are about the function and its credential, and an alarm counts them. So a flow must get a fault,
     *  and no outcome.
     */
    private static boolean isFault(int status) {
        return status == 401 || status == 403 || status == 407 || status == 408 || status == 429 || status >= 500;
    }

    private void member(int indent, String name, Map<String, Object> tree, int width, String remark) {
        String start = " ".repeat(indent) + name + ":" + " ".repeat(Math.max(1, width - name.length() + 1));
        String line = start + YamlText.inline(tree);
        if (line.length() <= WIDTH && !hasNested(tree)) {
            line(line, remark);
            return;
        }
        List<String> block = new YamlText(true).entry(indent, name, tree);
        if (block.size() == 1 || line.length() <= WIDTH) {
            line(line, remark);
        } else {
            line(block.get(0), remark);
            lines.addAll(block.subList(1, block.size()));
        }
    }

    private static boolean hasNested(Map<String, Object> tree) {
        return tree.values().stream().anyMatch(each -> each instanceof Map<?, ?> map && map.containsKey("properties"));
    }

    private void line(String text, String comment) {
        lines.add(
                comment.isEmpty()
                        ? text
                        : text + " ".repeat(Math.max(2, COMMENT_COLUMN - text.length())) + "# "
                                + PlainText.line(comment));
    }

    private static int width(List<String> names) {
        return names.stream()
                .mapToInt(String::length)
                .filter(each -> each <= 24)
                .max()
                .orElse(0);
    }
}
