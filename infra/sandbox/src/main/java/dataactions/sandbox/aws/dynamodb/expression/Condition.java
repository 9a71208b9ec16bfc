package dataactions.sandbox.aws.dynamodb.expression;

import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A condition on an item. A comparison with an attribute that the item does not have is false, except for {@code <>}.
 */
public sealed interface Condition {
    boolean holds(Map<String, AttributeValue> item);

    /** Reads a ConditionExpression. */
    static Condition parse(String expression, Placeholders placeholders) {
        return new ConditionParser(new ExpressionReader("ConditionExpression", expression, placeholders)).parse();
    }

    record And(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return left.holds(item) && right.holds(item);
        }
    }

    record Or(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return left.holds(item) || right.holds(item);
        }
    }

    record Not(Condition negated) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return !negated.holds(item);
        }
    }

    record Comparison(Operand left, String operator, Operand right) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            Optional<AttributeValue> one = left.in(item);
            Optional<AttributeValue> other = right.in(item);
            boolean equal = one.isPresent() && one.equals(other);
            if (operator.equals("=")) {
                return equal;
            }
            if (operator.equals("<>")) {
                return !equal;
            }
            if (one.isEmpty() || other.isEmpty()) {
                return false;
            }
            OptionalInt order = AttributeValue.compare(one.get(), other.get());
            return order.isPresent()
                    && switch (operator) {
                        case "<" -> order.getAsInt() < 0;
                        case "<=" -> order.getAsInt() <= 0;
                        case ">" -> order.getAsInt() > 0;
                        default -> order.getAsInt() >= 0;
                    };
        }
    }

    record Between(Operand operand, Operand low, Operand high) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return new Comparison(operand, ">=", low).holds(item) && new Comparison(operand, "<=", high).holds(item);
        }
    }

    record In(Operand operand, List<Operand> candidates) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return candidates.stream().anyMatch(each -> new Comparison(operand, "=", each).holds(item));
        }
    }

    record Exists(DocumentPath path) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return path.in(item).isPresent();
        }
    }

    record HasType(DocumentPath path, String type) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return path.in(item).filter(value -> value.type().equals(type)).isPresent();
        }
    }

    record BeginsWith(Operand whole, Operand prefix) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return whole.in(item)
                    .flatMap(one -> prefix.in(item).map(two -> AttributeValue.beginsWith(one, two)))
                    .orElse(false);
        }
    }

    record Contains(Operand whole, Operand part) implements Condition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return whole.in(item)
                    .flatMap(one -> part.in(item).map(two -> AttributeValue.contains(one, two)))
                    .orElse(false);
        }
    }
}
