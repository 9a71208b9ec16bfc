package dataactions.sandbox.aws.dynamodb.expression;

import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import dataactions.sandbox.aws.dynamodb.value.AttributeValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a condition. Source: DynamoDB developer guide, "Condition and filter expressions, operators, and functions".
 */
final class ConditionParser {
    private static final Set<String> CONDITIONS =
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains");
    private static final Set<String> UPDATES = Set.of("if_not_exists", "list_append");
    private static final Set<String> COMPARATORS = Set.of("=", "<>", "<", "<=", ">", ">=");
    private static final int MAX_CANDIDATES = 100;

    private final ExpressionReader tokens;

    ConditionParser(ExpressionReader tokens) {
        this.tokens = tokens;
    }

    Condition parse() {
        Condition condition = or();
        tokens.expectEnd();
        return condition;
    }

    private Condition or() {
        Condition left = and();
        while (tokens.takeKeyword("OR")) {
            tokens.countOperator();
            left = new Condition.Or(left, and());
        }
        return left;
    }

    private Condition and() {
        Condition left = not();
        while (tokens.takeKeyword("AND")) {
            tokens.countOperator();
            left = new Condition.And(left, not());
        }
        return left;
    }

    private Condition not() {
        if (tokens.takeKeyword("NOT")) {
            tokens.countOperator();
            return new Condition.Not(not());
        }
        return primary();
    }

    private Condition primary() {
        if (tokens.peek().isSymbol("(")) {
            if (tokens.parenthesesAreDoubled()) {
                throw tokens.invalid("The expression has redundant parentheses;");
            }
            tokens.expectSymbol("(");
            Condition inner = or();
            tokens.expectSymbol(")");
            return inner;
        }
        if (tokens.functionIsNext() && CONDITIONS.contains(tokens.peek().text())) {
            return function();
        }
        return comparison(operand());
    }

    private Condition function() {
        String name = tokens.next().text();
        tokens.countOperator();
        tokens.expectSymbol("(");
        List<Operand> operands = new ArrayList<>();
        do {
            operands.add(operand());
        } while (tokens.takeSymbol(","));
        tokens.expectSymbol(")");
        int expected = name.endsWith("_exists") ? 1 : 2;
        if (operands.size() != expected) {
            throw tokens.invalid("Incorrect number of operands for operator or function; operator or function: " + name
                    + ", number of operands: " + operands.size());
        }
        if (!(operands.get(0) instanceof Operand.Attribute attribute)) {
            throw tokens.invalid("Operator or function requires a document path; operator or function: " + name);
        }
        return switch (name) {
            case "attribute_exists" -> new Condition.Exists(attribute.path());
            case "attribute_not_exists" -> new Condition.Not(new Condition.Exists(attribute.path()));
            case "attribute_type" -> new Condition.HasType(attribute.path(), type(operands.get(1)));
            case "begins_with" -> {
                Operand prefix = operands.get(1);
                if (prefix instanceof Operand.Literal literal
                        && !(literal.value() instanceof AttributeValue.S)
                        && !(literal.value() instanceof AttributeValue.B)) {
                    throw tokens.wrongOperand(name, literal.value());
                }
                distinct(name, attribute, prefix);
                yield new Condition.BeginsWith(attribute, prefix);
            }
            default -> {
                distinct(name, attribute, operands.get(1));
                yield new Condition.Contains(attribute, operands.get(1));
            }
        };
    }

    private String type(Operand operand) {
        if (!(operand instanceof Operand.Literal literal)) {
            throw tokens.invalid("The second operand of attribute_type must be an expression attribute value.");
        }
        if (!(literal.value() instanceof AttributeValue.S text)) {
            throw tokens.wrongOperand("attribute_type", literal.value());
        }
        if (!AttributeValues.types().contains(text.text())) {
            throw tokens.invalid("Invalid attribute type name found; valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
        }
        return text.text();
    }

    private Condition comparison(Operand left) {
        if (tokens.takeKeyword("BETWEEN")) {
            tokens.countOperator();
            Operand low = ordered("BETWEEN", operand());
            if (!tokens.takeKeyword("AND")) {
                throw tokens.syntax();
            }
            Operand high = ordered("BETWEEN", operand());
            ordered("BETWEEN", left);
            checkBounds(low, high);
            return new Condition.Between(left, low, high);
        }
        if (tokens.takeKeyword("IN")) {
            tokens.countOperator();
            return in(left);
        }
        String operator = tokens.peek().text();
        if (tokens.peek().kind() != ExpressionToken.Kind.SYMBOL || !COMPARATORS.contains(operator)) {
            throw tokens.syntax();
        }
        tokens.next();
        tokens.countOperator();
        Operand right = operand();
        distinct(operator, left, right);
        if (!operator.equals("=") && !operator.equals("<>")) {
            ordered(operator, left);
            ordered(operator, right);
        }
        return new Condition.Comparison(left, operator, right);
    }

    private Condition in(Operand left) {
        tokens.expectSymbol("(");
        List<Operand> candidates = new ArrayList<>();
        do {
            candidates.add(operand());
        } while (tokens.takeSymbol(","));
        tokens.expectSymbol(")");
        if (candidates.size() > MAX_CANDIDATES) {
            throw tokens.invalid("The IN operator is provided with too many operands; number of operands: "
                    + candidates.size() + ", at most " + MAX_CANDIDATES);
        }
        return new Condition.In(left, List.copyOf(candidates));
    }

    private Operand operand() {
        if (tokens.valueIsNext()) {
            return new Operand.Literal(tokens.value());
        }
        if (!tokens.functionIsNext()) {
            return new Operand.Attribute(tokens.path());
        }
        String name = tokens.next().text();
        if (CONDITIONS.contains(name) || UPDATES.contains(name)) {
            throw tokens.invalid("The function is not allowed to be used this way in an expression; function: " + name);
        }
        if (!name.equals("size")) {
            throw tokens.invalid("Invalid function name; function: " + name);
        }
        tokens.countOperator();
        tokens.expectSymbol("(");
        if (tokens.valueIsNext()) {
            throw tokens.invalid("Operator or function requires a document path; operator or function: size");
        }
        DocumentPath path = tokens.path();
        tokens.expectSymbol(")");
        return new Operand.Size(path);
    }

    /** Only texts, numbers and binary values have an order. */
    private Operand ordered(String operator, Operand operand) {
        if (operand instanceof Operand.Literal literal
                && AttributeValue.compare(literal.value(), literal.value()).isEmpty()) {
            throw tokens.wrongOperand(operator, literal.value());
        }
        return operand;
    }

    private void checkBounds(Operand low, Operand high) {
        if (low instanceof Operand.Literal from && high instanceof Operand.Literal to) {
            int order = AttributeValue.compare(from.value(), to.value())
                    .orElseThrow(() ->
                            tokens.invalid("The BETWEEN operator requires same data type for lower and upper bounds;"));
            if (order > 0) {
                throw tokens.invalid(
                        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound;");
            }
        }
    }

    private void distinct(String operator, Operand first, Operand second) {
        if (first instanceof Operand.Attribute attribute && first.equals(second)) {
            throw tokens.invalid("The first operand must be distinct from the remaining operands for this operator or"
                    + " function; operator: " + operator + ", first operand: " + attribute.path());
        }
    }
}
