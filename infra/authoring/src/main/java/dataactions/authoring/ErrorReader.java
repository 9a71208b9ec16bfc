package dataactions.authoring;

import dataactions.authoring.YamlNode.Scalar;
import dataactions.definition.ErrorCode;
import dataactions.definition.ErrorRule;
import dataactions.definition.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code errors}: which statuses and bodies are which outcome. */
final class ErrorReader {
    private static final Pattern ERROR_CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    /** Codes a definition may give to a status, of those that the catalogue has. */
    private static final Set<ErrorCode> DECLARABLE = Set.of(ErrorCode.NOT_FOUND, ErrorCode.UPSTREAM_REJECTED);

    private ErrorReader() {}

    static List<ErrorRule> errors(Section root) {
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
                condition = Fields.expression(all, key, Expression.of(key));
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
}
