package dataactions.sandbox.aws.dynamodb.expression;

import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the changes of an update. Source: DynamoDB developer guide, "Using update expressions". */
final class UpdateParser {
    private static final Set<String> CLAUSES = Set.of("SET", "REMOVE", "ADD", "DELETE");

    private final ExpressionReader tokens;
    private final PathTree<Update.Action> actions = new PathTree<>();
    private final List<DocumentPath> paths = new ArrayList<>();

    UpdateParser(ExpressionReader tokens) {
        this.tokens = tokens;
    }

    Update parse() {
        Set<String> seen = new LinkedHashSet<>();
        do {
            String clause = tokens.peek().text().toUpperCase(Locale.ROOT);
            if (tokens.peek().kind() != ExpressionToken.Kind.WORD || !CLAUSES.contains(clause)) {
                throw tokens.syntax();
            }
            tokens.next();
            if (!seen.add(clause)) {
                throw tokens.invalid("The \"" + clause + "\" section can only be used once in an update expression;");
            }
            do {
                DocumentPath path = tokens.path();
                actions.put(path, action(clause), tokens);
                paths.add(path);
            } while (tokens.takeSymbol(","));
        } while (tokens.peek().kind() != ExpressionToken.Kind.END);
        return new Update(actions, Projection.of(paths, tokens));
    }

    private Update.Action action(String clause) {
        switch (clause) {
            case "SET" -> {
                tokens.expectSymbol("=");
                tokens.countOperator();
                return new Update.Assign(sum());
            }
            case "REMOVE" -> {
                return new Update.Remove();
            }
            case "ADD" -> {
                AttributeValue value = tokens.value();
                if (!(value instanceof AttributeValue.N) && !(value instanceof AttributeValue.Elements)) {
                    throw tokens.wrongOperand("ADD", value);
                }
                return new Update.Add(value);
            }
            default -> {
                AttributeValue value = tokens.value();
                if (!(value instanceof AttributeValue.Elements subset)) {
                    throw tokens.wrongOperand("DELETE", value);
                }
                return new Update.Delete(subset);
            }
        }
    }

    private Term sum() {
        Term left = term();
        boolean isDifference = tokens.peek().isSymbol("-");
        if (!isDifference && !tokens.peek().isSymbol("+")) {
            return left;
        }
        String operator = tokens.next().text();
        tokens.countOperator();
        Term right = term();
        for (Term each : List.of(left, right)) {
            if (each instanceof Term.Literal literal && !(literal.value() instanceof AttributeValue.N)) {
                throw tokens.wrongOperand(operator, literal.value());
            }
        }
        return new Term.Sum(left, isDifference, right);
    }

    private Term term() {
        if (tokens.valueIsNext()) {
            return new Term.Literal(tokens.value());
        }
        if (!tokens.functionIsNext()) {
            return new Term.Attribute(tokens.path());
        }
        String name = tokens.next().text();
        return switch (name) {
            case "if_not_exists" -> {
                List<Term> operands = operands(name);
                if (!(operands.get(0) instanceof Term.Attribute attribute)) {
                    throw tokens.invalid(
                            "Operator or function requires a document path; operator or function: if_not_exists");
                }
                yield new Term.IfNotExists(attribute.path(), operands.get(1));
            }
            case "list_append" -> {
                List<Term> operands = operands(name);
                for (Term each : operands) {
                    if (each instanceof Term.Literal literal && !(literal.value() instanceof AttributeValue.L)) {
                        throw tokens.wrongOperand(name, literal.value());
                    }
                }
                yield new Term.ListAppend(operands.get(0), operands.get(1));
            }
            case "attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size" ->
                throw tokens.invalid("The function is not allowed in an update expression; function: " + name);
            default -> throw tokens.invalid("Invalid function name; function: " + name);
        };
    }

    private List<Term> operands(String function) {
        tokens.countOperator();
        tokens.expectSymbol("(");
        List<Term> operands = new ArrayList<>();
        do {
            operands.add(term());
        } while (tokens.takeSymbol(","));
        tokens.expectSymbol(")");
        if (operands.size() != 2) {
            throw tokens.invalid("Incorrect number of operands for operator or function; operator or function: "
                    + function + ", number of operands: " + operands.size());
        }
        return operands;
    }
}
