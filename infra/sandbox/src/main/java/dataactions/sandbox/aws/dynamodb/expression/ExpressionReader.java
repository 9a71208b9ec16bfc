package dataactions.sandbox.aws.dynamodb.expression;

import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import dataactions.sandbox.aws.dynamodb.value.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An expression, read from left to right. Source: DynamoDB developer guide, "Specifying item attributes when using
 * expressions", and its quotas for expressions.
 */
final class ExpressionReader {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<word>[A-Za-z][A-Za-z0-9_]*)|(?<name>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<index>[0-9]+)"
                    + "|(?<symbol><>|<=|>=|[=<>(),.\\[\\]+-]))");
    private static final int MAX_BYTES = 4096;
    private static final int MAX_OPERATORS = 300;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_INDEX_DIGITS = 9;

    private final String expression;
    private final Placeholders placeholders;
    private final List<ExpressionToken> tokens = new ArrayList<>();
    private int at;
    private int operators;

    /**
     * The tokens of an expression.
     *
     * @param expression the name of the request's member, for messages
     */
    ExpressionReader(String expression, String text, Placeholders placeholders) {
        this.expression = expression;
        this.placeholders = placeholders;
        if (text.isBlank()) {
            throw invalid("The expression can not be empty;");
        }
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size > MAX_BYTES) {
            throw invalid("Expression size has exceeded the maximum allowed size; expression size: " + size);
        }
        String trimmed = text.stripTrailing();
        Matcher matcher = TOKEN.matcher(trimmed);
        int end = 0;
        while (end < trimmed.length()) {
            matcher.region(end, trimmed.length());
            if (!matcher.lookingAt()) {
                throw invalid("Syntax error; token: \""
                        + trimmed.substring(end).strip().substring(0, 1) + "\"");
            }
            tokens.add(token(matcher));
            end = matcher.end();
        }
        tokens.add(new ExpressionToken(ExpressionToken.Kind.END, "<EOF>"));
    }

    private static ExpressionToken token(Matcher matcher) {
        if (matcher.group("word") != null) {
            return new ExpressionToken(ExpressionToken.Kind.WORD, matcher.group("word"));
        }
        if (matcher.group("name") != null) {
            return new ExpressionToken(ExpressionToken.Kind.NAME_PLACEHOLDER, matcher.group("name"));
        }
        if (matcher.group("value") != null) {
            return new ExpressionToken(ExpressionToken.Kind.VALUE_PLACEHOLDER, matcher.group("value"));
        }
        if (matcher.group("index") != null) {
            return new ExpressionToken(ExpressionToken.Kind.INDEX, matcher.group("index"));
        }
        return new ExpressionToken(ExpressionToken.Kind.SYMBOL, matcher.group("symbol"));
    }

    ExpressionToken peek() {
        return tokens.get(at);
    }

    /** The token after the next one. */
    ExpressionToken peekSecond() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    ExpressionToken next() {
        ExpressionToken token = peek();
        if (token.kind() != ExpressionToken.Kind.END) {
            at++;
        }
        return token;
    }

    boolean takeSymbol(String symbol) {
        boolean found = peek().isSymbol(symbol);
        if (found) {
            at++;
        }
        return found;
    }

    boolean takeKeyword(String keyword) {
        boolean found = peek().isKeyword(keyword);
        if (found) {
            at++;
        }
        return found;
    }

    void expectSymbol(String symbol) {
        if (!takeSymbol(symbol)) {
            throw syntax();
        }
    }

    void expectEnd() {
        if (peek().kind() != ExpressionToken.Kind.END) {
            throw syntax();
        }
    }

    /** Whether a function's name comes next: a word and a parenthesis. */
    boolean functionIsNext() {
        return peek().kind() == ExpressionToken.Kind.WORD && peekSecond().isSymbol("(");
    }

    /**
     * Whether the next parentheses have nothing but other parentheses inside: {@code ((a))}. Throws for two that are
     * open to the end. So the parser never nests deeper than there are operators.
     */
    boolean parenthesesAreDoubled() {
        if (!peekSecond().isSymbol("(")) {
            return false;
        }
        int open = 0;
        for (int i = at + 1; i < tokens.size() - 1; i++) {
            if (tokens.get(i).isSymbol("(")) {
                open++;
            } else if (tokens.get(i).isSymbol(")")) {
                open--;
            }
            if (open == 0) {
                return tokens.get(i + 1).isSymbol(")");
            }
        }
        throw syntax();
    }

    DocumentPath path() {
        List<DocumentPath.Step> steps = new ArrayList<>();
        steps.add(name());
        while (true) {
            if (takeSymbol(".")) {
                steps.add(name());
            } else if (takeSymbol("[")) {
                ExpressionToken index = next();
                if (index.kind() != ExpressionToken.Kind.INDEX) {
                    at--;
                    throw syntax();
                }
                if (index.text().length() > MAX_INDEX_DIGITS) {
                    throw invalid("List index is not within the allowable range; index: [" + index.text() + "]");
                }
                steps.add(new DocumentPath.Index(Integer.parseInt(index.text())));
                expectSymbol("]");
            } else {
                break;
            }
        }
        if (steps.size() > MAX_DEPTH) {
            throw invalid("The document path has too many nesting elements; nesting levels: " + steps.size());
        }
        return new DocumentPath(List.copyOf(steps));
    }

    private DocumentPath.Name name() {
        ExpressionToken token = peek();
        switch (token.kind()) {
            case NAME_PLACEHOLDER -> {
                next();
                return new DocumentPath.Name(placeholders.name(expression, token.text()));
            }
            case WORD -> {
                if (ReservedWords.contain(token.text())) {
                    throw invalid("Attribute name is a reserved keyword; reserved keyword: " + token.text());
                }
                next();
                return new DocumentPath.Name(token.text());
            }
            default -> throw syntax();
        }
    }

    boolean valueIsNext() {
        return peek().kind() == ExpressionToken.Kind.VALUE_PLACEHOLDER;
    }

    AttributeValue value() {
        if (!valueIsNext()) {
            throw syntax();
        }
        return placeholders.value(expression, next().text());
    }

    /** Counts an operator or a function. */
    void countOperator() {
        operators++;
        if (operators > MAX_OPERATORS) {
            throw invalid("The expression contains too many operators; operator count: " + operators);
        }
    }

    Refused syntax() {
        String near = tokens.subList(Math.max(0, at - 1), Math.min(tokens.size(), at + 2)).stream()
                .map(ExpressionToken::text)
                .filter(text -> !text.equals("<EOF>"))
                .reduce((one, two) -> one + " " + two)
                .orElse("");
        return invalid("Syntax error; token: \"" + peek().text() + "\", near: \"" + near + "\"");
    }

    Refused invalid(String reason) {
        return Refused.validation("Invalid " + expression + ": " + reason);
    }

    Refused wrongOperand(String operator, AttributeValue operand) {
        return invalid("Incorrect operand type for operator or function; operator or function: " + operator
                + ", operand type: " + operand.type());
    }
}
