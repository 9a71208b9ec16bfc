package dataactions.sandbox.aws.dynamodb.expression;

import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import java.util.Map;
import java.util.Optional;

/** An operand of a condition. */
sealed interface Operand {
    /** The operand's value for an item; empty if the item has none. */
    Optional<AttributeValue> in(Map<String, AttributeValue> item);

    record Literal(AttributeValue value) implements Operand {
        @Override
        public Optional<AttributeValue> in(Map<String, AttributeValue> item) {
            return Optional.of(value);
        }
    }

    record Attribute(DocumentPath path) implements Operand {
        @Override
        public Optional<AttributeValue> in(Map<String, AttributeValue> item) {
            return path.in(item);
        }
    }

    /** The length of a text, the bytes of a binary value, or the number of elements. */
    record Size(DocumentPath path) implements Operand {
        @Override
        public Optional<AttributeValue> in(Map<String, AttributeValue> item) {
            return path.in(item).flatMap(Size::of).map(AttributeValue.N::of);
        }

        private static Optional<Integer> of(AttributeValue value) {
            if (value instanceof AttributeValue.S || value instanceof AttributeValue.B) {
                return Optional.of(value.size());
            }
            if (value instanceof AttributeValue.Elements set) {
                return Optional.of(set.elements().size());
            }
            if (value instanceof AttributeValue.L list) {
                return Optional.of(list.elements().size());
            }
            if (value instanceof AttributeValue.M map) {
                return Optional.of(map.entries().size());
            }
            return Optional.empty();
        }
    }
}
