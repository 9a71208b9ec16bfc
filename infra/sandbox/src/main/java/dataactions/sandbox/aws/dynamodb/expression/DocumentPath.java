package dataactions.sandbox.aws.dynamodb.expression;

import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A document path: {@code a.b[1]}. The first step is the name of an attribute. */
public record DocumentPath(List<Step> steps) {
    /** A name in a map, or an index in a list. */
    public sealed interface Step {}

    /** A name in a map. */
    public record Name(String name) implements Step {}

    /** An index in a list. */
    public record Index(int index) implements Step {}

    /** The name of the attribute. */
    public String attribute() {
        return ((Name) steps.get(0)).name();
    }

    /** The value at this path of an item. */
    Optional<AttributeValue> in(Map<String, AttributeValue> item) {
        AttributeValue value = new AttributeValue.M(item);
        for (Step step : steps) {
            AttributeValue next = null;
            if (step instanceof Name name && value instanceof AttributeValue.M map) {
                next = map.entries().get(name.name());
            } else if (step instanceof Index index
                    && value instanceof AttributeValue.L list
                    && index.index() < list.elements().size()) {
                next = list.elements().get(index.index());
            }
            if (next == null) {
                return Optional.empty();
            }
            value = next;
        }
        return Optional.of(value);
    }

    /** As DynamoDB's messages write it: {@code [a, b, [1]]}. */
    @Override
    public String toString() {
        return steps.stream()
                .map(step -> step instanceof Name name ? name.name() : "[" + ((Index) step).index() + "]")
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
