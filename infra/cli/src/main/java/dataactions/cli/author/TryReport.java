package dataactions.cli.author;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.ArchitectVariable;
import dataactions.cli.ExitStatus;
import dataactions.cli.JsonText;
import dataactions.cli.Terminal;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Prints one run of a definition: requests, answers, mapping, envelope, and what a flow gets. */
final class TryReport {
    private static final JsonMapper JSON = JsonMapper.builder()
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();
    private static final int MOST_LINES = 40;
    private static final int WIDEST = 160;
    private static final int WIDEST_VALUE = 60;
    /** Of a body that is no JSON, in characters. */
    private static final int LONGEST_TEXT = 64 * 1024;

    private static final Set<String> HEADERS =
            Set.of("content-type", "location", "retry-after", "www-authenticate", "link");

    private final Terminal terminal;

    TryReport(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Prints a run, and returns the exit status.
     *
     * @param own the time that the command took without the upstreams
     */
    int print(Tried tried, String file, Duration own) {
        boolean secure = tried.definition().secure();
        terminal.line(
                Terminal.Colour.BOLD,
                tried.definition().name() + " (" + file + "), " + String.join(", ", tried.sources()));
        if (secure) {
            terminal.wrapped("  ", "The action is secure: its requests, answers and values are not shown.");
        }
        steps(JSON.valueToTree(tried.steps()), tried.exchanges().isEmpty());
        exchanges(JSON.valueToTree(tried.exchanges()));
        mapping(JSON.valueToTree(tried.report()));
        terminal.heading("Answer to the flow: HTTP " + tried.envelope().httpStatus());
        JsonText.pretty(answer(tried)).lines().forEach(line -> terminal.line("  " + JsonText.plain(line)));
        if (!tried.envelope().takesFailurePath()) {
            variables(tried);
        }
        terminal.blank();
        int status = outcome(tried);
        hint(tried);
        terminal.line(
                Terminal.Colour.FAINT,
                "  " + tried.upstreams().toMillis() + " ms in upstreams, " + own.toMillis() + " ms here");
        return status;
    }

    private void steps(JsonNode steps, boolean all) {
        for (JsonNode step : steps) {
            String name = step.path("name").asText();
            if (all || step.path("how").asText().equals("skipped")) {
                terminal.line("  " + (name.isEmpty() ? "" : "Step " + name + ": ") + "upstream "
                        + step.path("upstream").asText() + " "
                        + step.path("how").asText()
                        + (step.has("status") ? ", HTTP " + step.path("status").asText() : ""));
            }
        }
    }

    private void exchanges(JsonNode exchanges) {
        for (JsonNode each : exchanges) {
            String step = each.path("step").asText();
            JsonNode request = each.path("request");
            terminal.heading((each.has("for") ? "Request for a token" : "Request")
                    + (step.isEmpty() ? "" : " of step " + step)
                    + (each.path("attempt").asInt(1) > 1
                            ? ", attempt " + each.path("attempt").asText()
                            : ""));
            terminal.line("  "
                    + plain(request.path("method").asText() + " "
                            + request.path("url").asText()));
            request.path("headers")
                    .properties()
                    .forEach(header -> terminal.line("  "
                            + plain(header.getKey() + ": " + header.getValue().asText())));
            body(request.path("body"));
            if (each.has("response")) {
                JsonNode response = each.path("response");
                terminal.heading("Response: HTTP " + response.path("status").asText());
                response.path("headers").properties().forEach(header -> {
                    if (HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                        terminal.line("  "
                                + plain(header.getKey() + ": "
                                        + header.getValue().asText()));
                    }
                });
                body(response.path("body"));
            }
            if (each.has("failure")) {
                terminal.bad("  ", JsonText.plain(each.path("failure").asText()));
            }
        }
    }

    /** JSON is indented. A long body is cut: {@code --json} shows it whole. */
    private void body(JsonNode body) {
        if (body.isMissingNode()) {
            return;
        }
        List<String> lines = Tried.json(body.asText())
                .map(tree -> JsonText.pretty(JSON.valueToTree(tree)))
                .orElse(body.asText())
                .lines()
                .toList();
        lines.stream().limit(MOST_LINES).forEach(line -> terminal.line("  " + plain(line)));
        if (lines.size() > MOST_LINES) {
            terminal.line("  … " + (lines.size() - MOST_LINES) + " more lines (--json shows them)");
        }
    }

    private static String plain(String text) {
        return Terminal.cut(JsonText.plain(text), WIDEST);
    }

    private void mapping(JsonNode report) {
        if (report.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Output", "How", "From", ""));
        report.forEach(field -> rows.add(List.of(
                field.path("field").asText(),
                field.path("how").asText(),
                Terminal.cut(field.path("expression").asText(""), WIDEST_VALUE),
                JsonText.note(field))));
        terminal.heading("Mapping");
        terminal.table("  ", rows);
    }

    private void variables(Tried tried) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Output", "Type", tried.definition().secure() ? "" : "Value"));
        ArchitectVariable.of(tried.definition(), tried.envelope().body())
                .forEach(each -> rows.add(List.of(
                        each.name(),
                        each.type(),
                        tried.definition().secure()
                                ? ""
                                : each.value() == null
                                        ? "(not set)"
                                        : Terminal.cut(
                                                JsonText.plain(JSON.valueToTree(each.value())
                                                        .toString()),
                                                WIDEST_VALUE))));
        terminal.heading("In Architect, on the Success path");
        terminal.table("  ", rows);
    }

    private int outcome(Tried tried) {
        Envelope envelope = tried.envelope();
        if (envelope.isFault()) {
            terminal.bad(
                    "  ", "Fault: " + envelope.errorCode() + " (a flow takes the Failure path). " + envelope.error());
            return ExitStatus.FAILED;
        }
        if (envelope.errorCode() != null) {
            terminal.line("  Outcome: " + envelope.errorCode()
                    + (envelope.takesFailurePath()
                            ? " (a flow takes the Failure path)"
                            : " (a flow takes Success, and reads status and errorCode)"));
            return ExitStatus.LOOK;
        }
        List<String> missing = missing(tried);
        if (!missing.isEmpty()) {
            terminal.wrapped(
                    "  ",
                    "Outcome: success, without " + String.join(", ", missing)
                            + ": nothing was found, and there is no default.");
            return ExitStatus.LOOK;
        }
        terminal.good("  Outcome: success");
        return ExitStatus.DONE;
    }

    /** The outputs for which nothing was found, and which have no default. */
    static List<String> missing(Tried tried) {
        return tried.report().stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each -> "missing".equals(each.get("how")))
                .map(each -> String.valueOf(each.get("field")))
                .toList();
    }

    /** What to do about an error that a definition or its settings often cause. */
    private void hint(Tried tried) {
        String code = tried.envelope().errorCode();
        ErrorCode known = code == null ? null : ErrorCode.named(code).orElse(null);
        if (known == null) {
            return;
        }
        switch (known) {
            case INVALID_INPUT ->
                hint("Nothing was sent. Give inputs by --input NAME=VALUE, or take those of an example"
                        + " by --example NAME.");
            case UPSTREAM_UNAUTHORIZED ->
                hint("Check the upstream's auth in cdk.json, and its secret: --secrets FILE tries another one.");
            case UPSTREAM_UNAVAILABLE ->
                hint("Check the upstream's URL in cdk.json: --upstream NAME=URL tries another one.");
            case UPSTREAM_INVALID -> {
                if (isRedirected(tried)) {
                    hint("The upstream redirects to another host or path (see location). Set that URL in cdk.json;"
                            + " --upstream NAME=URL tries it.");
                } else if (tried.envelope().error().contains("larger")) {
                    hint("Ask the upstream for less: a page, or fewer fields.");
                } else {
                    hint(
                            "Check the upstream's URL in cdk.json, and the format that the request asks for: --upstream NAME=URL"
                                    + " tries another URL.");
                }
            }
            default -> {
                // The message says enough.
            }
        }
    }

    private void hint(String text) {
        terminal.wrapped("  ", text);
    }

    private static boolean isRedirected(Tried tried) {
        return tried.steps().stream()
                .map(each -> ((Map<?, ?>) each).get("status"))
                .anyMatch(status -> status instanceof Long number && number >= 300 && number < 400);
    }

    /** For a secure action without values. */
    private static ObjectNode answer(Tried tried) {
        ObjectNode answer = JSON.valueToTree(
                tried.envelope().takesFailurePath()
                        ? tried.envelope().envelope()
                        : tried.envelope().body());
        if (tried.definition().secure()) {
            answer = JSON.createObjectNode().put("status", tried.envelope().status());
            if (tried.envelope().errorCode() != null) {
                answer.put("errorCode", tried.envelope().errorCode());
            }
        }
        return answer;
    }

    /** The run for {@code --json}: JSON is whole, other bodies are cut. */
    static ObjectNode tree(Tried tried, String file, Duration own) {
        ObjectNode tree =
                JSON.createObjectNode().put("action", tried.definition().name()).put("file", file);
        tried.sources().forEach(tree.putArray("sources")::add);
        tree.set("steps", JSON.valueToTree(tried.steps()));
        ArrayNode exchanges = tree.putArray("exchanges");
        for (JsonNode each : (JsonNode) JSON.valueToTree(tried.exchanges())) {
            exchanges.add(each);
            for (String side : List.of("request", "response")) {
                if (each.path(side) instanceof ObjectNode message && message.has("body")) {
                    String text = message.path("body").asText();
                    Tried.json(text)
                            .ifPresentOrElse(
                                    body -> message.set("body", JSON.valueToTree(body)),
                                    () -> message.put("body", Terminal.cut(text, LONGEST_TEXT)));
                }
            }
        }
        tree.set("mapping", JSON.valueToTree(tried.report()));
        tree.put("httpStatus", tried.envelope().httpStatus());
        tree.set("answer", answer(tried));
        ArrayNode variables = tree.putArray("variables");
        if (!tried.envelope().takesFailurePath()) {
            ArchitectVariable.of(tried.definition(), tried.envelope().body()).forEach(each -> {
                ObjectNode variable =
                        variables.addObject().put("name", each.name()).put("type", each.type());
                if (!tried.definition().secure() && each.value() != null) {
                    variable.set("value", JSON.valueToTree(each.value()));
                }
            });
        }
        tree.putObject("milliseconds")
                .put("upstreams", tried.upstreams().toMillis())
                .put("here", own.toMillis());
        return tree;
    }
}
