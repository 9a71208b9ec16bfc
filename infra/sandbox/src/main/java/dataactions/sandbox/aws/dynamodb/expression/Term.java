package dataactions.sandbox.aws.dynamodb.expression;

import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import dataactions.sandbox.aws.dynamodb.value.Numbers;
import dataactions.sandbox.aws.dynamodb.value.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a SET action assigns, calculated from the item before the update. */
sealed interface Term {
    AttributeValue from(Map<String, AttributeValue> item);

    record Literal(AttributeValue value) implements Term {
        @Override
        public AttributeValue from(Map<String, AttributeValue> item) {
            return value;
        }
    }

    record Attribute(DocumentPath path) implements Term {
        @Override
        public AttributeValue from(Map<String, AttributeValue> item) {
            return path.in(item)
                    .orElseThrow(() -> Refused.validation(
                            "The provided expression refers to an attribute that does not exist in the item"));
        }
    }

    record IfNotExists(DocumentPath path, Term otherwise) implements Term {
        @Override
        public AttributeValue from(Map<String, AttributeValue> item) {
            return path.in(item).orElseGet(() -> otherwise.from(item));
        }
    }

    record ListAppend(Term first, Term second) implements Term {
        @Override
        public AttributeValue from(Map<String, AttributeValue> item) {
            if (first.from(item) instanceof AttributeValue.L one && second.from(item) instanceof AttributeValue.L two) {
                List<AttributeValue> all = new ArrayList<>(one.elements());
                all.addAll(two.elements());
                return new AttributeValue.L(all);
            }
            throw wrongType();
        }
    }

    record Sum(Term left, boolean isDifference, Term right) implements Term {
        @Override
        public AttributeValue from(Map<String, AttributeValue> item) {
            if (left.from(item) instanceof AttributeValue.N one && right.from(item) instanceof AttributeValue.N two) {
                return new AttributeValue.N(Numbers.checked(
                        isDifference
                                ? one.number().subtract(two.number())
                                : one.number().add(two.number())));
            }
            throw wrongType();
        }
    }

    static Refused wrongType() {
        return Refused.validation("An operand in the update expression has an incorrect data type");
    }
}
