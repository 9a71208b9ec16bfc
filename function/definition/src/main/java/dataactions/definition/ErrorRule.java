package dataactions.definition;

import dataactions.definition.expression.Expression;
import dataactions.definition.value.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The meaning of an upstream's answer: one entry of a definition's {@code errors}. The first entry that applies counts.
 *
 * @param status the upstream's status to which the rule applies, or null
 * @param condition JSONata on the upstream's body, whatever the status, or null; a rule has either a status or a
 *     condition
 * @param code the envelope's errorCode, or null if the outputs take their defaults because absence is normal
 * @param message the envelope's error, or null
 * @param messageFrom JSONata on the upstream's body that gives the envelope's error, or null; a rule with a
 *     code has one of the two messages, a rule without has none
 */
public record ErrorRule(Integer status, Expression condition, String code, String message, Expression messageFrom) {
    private static final String DEFAULTS = "defaults";

    public ErrorRule {
        int messages = (message == null ? 0 : 1) + (messageFrom == null ? 0 : 1);
        if ((status == null) == (condition == null) || messages != (code == null ? 0 : 1)) {
            throw new IllegalArgumentException(
                    "a rule has a status or a condition, and a code with one message or neither");
        }
    }

    /** Whether the outputs take their defaults, as if the upstream's answer were empty. */
    public boolean isDefaults() {
        return code == null;
    }

    /**
     * The form that a definition has: status or condition to an object or the word {@code defaults}; null for no rules.
     */
    static Map<String, Object> toTree(List<ErrorRule> rules) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (ErrorRule rule : rules) {
            String key = rule.status() == null ? rule.condition().text() : String.valueOf(rule.status());
            if (rule.isDefaults()) {
                tree.put(key, DEFAULTS);
            } else {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("code", rule.code());
                Tree.put(answer, "message", rule.message());
                Tree.put(
                        answer,
                        "messageFrom",
                        rule.messageFrom() == null ? null : rule.messageFrom().text());
                tree.put(key, answer);
            }
        }
        return tree.isEmpty() ? null : tree;
    }

    static List<ErrorRule> fromTree(Tree tree) {
        List<ErrorRule> rules = new ArrayList<>();
        for (String key : tree.members().keySet()) {
            boolean isStatus = isStatus(key);
            Integer status = isStatus ? Integer.valueOf(key) : null;
            Expression condition = isStatus ? null : Expression.of(key);
            if (DEFAULTS.equals(tree.get(key))) {
                rules.add(new ErrorRule(status, condition, null, null, null));
            } else {
                Tree answer = tree.tree(key);
                String from = answer.optionalString("messageFrom");
                rules.add(new ErrorRule(
                        status,
                        condition,
                        answer.string("code"),
                        from == null ? answer.string("message") : null,
                        from == null ? null : Expression.of(from)));
            }
        }
        return rules;
    }

    /** Whether a key of {@code errors} is a status; any other is a condition. */
    public static boolean isStatus(String key) {
        return key.matches("[1-9][0-9]{2}");
    }
}
