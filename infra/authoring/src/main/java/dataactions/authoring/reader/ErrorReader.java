package dataactions.authoring.reader;

import dataactions.authoring.reader.yaml.Fields;
import dataactions.authoring.reader.yaml.Section;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlNode.Scalar;
import dataactions.definition.ErrorRule;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.expression.Expression;
import dataactions.definition.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code errors}: which outcome each status or body has. */
final class ErrorReader {
    private static final Pattern ERROR_CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

    /** A placeholder of a template. A message must not contain one. */
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)}");

    private ErrorReader() {}

    /** @param inputs the action's inputs by name */
    static List<ErrorRule> errors(Section root, Set<String> inputs) {
        List<ErrorRule> rules = new ArrayList<>();
        Section all = root.section("errors", "{404: {code: USER_NOT_FOUND, message: No such user}}");
        if (all == null) {
            return rules;
        }
        for (String key : all.keys()) {
            Integer status = null;
            Expression condition = null;
            if (key.matches("[0-9][0-9A-Za-z]*")) { // 4xx is not an expression either
                if (!key.matches("20[1-9]|2[1-9][0-9]|[345][0-9]{2}")) {
                    all.problem(key, "\"" + key + "\" is no status of an error: expected 201 to 599.");
                    continue;
                }
                status = Integer.valueOf(key);
            } else {
                condition = Fields.expression(all, key, Expression.of(key));
            }
            YamlNode node = all.node(key);
            if (node instanceof Scalar scalar) {
                if ("defaults".equals(scalar.value())) {
                    rules.add(new ErrorRule(status, condition, null, null, null));
                } else {
                    all.problem(
                            key,
                            "found " + node.describe() + ", expected {code: USER_NOT_FOUND, message: No such user}, or"
                                    + " the word defaults if a missing object is normal.");
                }
                continue;
            }
            Section section = all.section(key, "{code: USER_NOT_FOUND, message: No such user}");
            if (section == null) {
                continue;
            }
            section.only("code", "message", "messageFrom");
            String code = section.requiredText("code", "a code for flows, such as USER_NOT_FOUND");
            boolean isFrom = section.has("messageFrom");
            Expression messageFrom = isFrom ? Fields.expression(section, "messageFrom", "error.message") : null;
            String message =
                    isFrom ? null : section.requiredText("message", "a sentence for a person, such as No such user");
            if (isFrom && section.has("message")) {
                section.problem("message", "found beside messageFrom, expected one of them: remove the other.");
            }
            if (code != null) {
                checkCode(section, code);
            }
            if (message != null && PLACE.matcher(message).find()) {
                section.problem(
                        "message",
                        "\"" + message + "\" looks like a template, and a message is sent as it is written. Write"
                                + " instead messageFrom: " + asExpression(message, inputs)
                                + " (JSONata on the upstream's answer).");
            }
            if (code != null && (message != null || messageFrom != null)) {
                rules.add(new ErrorRule(status, condition, code, message, messageFrom));
            }
        }
        return rules;
    }

    /** Converts {@code No user {userId}} to JSONata in YAML: {@code '"No user " & $input.userId'}. */
    private static String asExpression(String message, Set<String> inputs) {
        List<String> parts = new ArrayList<>();
        Matcher place = PLACE.matcher(message);
        int end = 0;
        while (place.find()) {
            if (place.start() > end) {
                parts.add(Json.writeString(message.substring(end, place.start())));
            }
            String name = place.group(1).strip();
            parts.add(inputs.contains(name) ? "$input." + name : name);
            end = place.end();
        }
        if (end < message.length()) {
            parts.add(Json.writeString(message.substring(end)));
        }
        String expression = String.join(" & ", parts);
        return expression.matches("[A-Za-z$][A-Za-z0-9_.$]*") ? expression : "'" + expression.replace("'", "''") + "'";
    }

    private static void checkCode(Section section, String code) {
        if (!ERROR_CODE.matcher(code).matches()) {
            section.problem("code", "found \"" + code + "\", expected capitals, digits and _, such as USER_NOT_FOUND.");
        }
        for (ErrorCode known : ErrorCode.values()) {
            if (known.name().equals(code) && !known.isDeclarable()) {
                section.problem(
                        "code",
                        code + " already means that " + known.when() + ": choose a code of your own, such as USER_"
                                + code + ".");
            }
        }
    }
}
