package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.openapi.document.Place;
import dataactions.definition.value.ValueType;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** The limits of a number and of the length of a text: of several, the narrowest. */
final class Limits {
    private final String name;
    private final Notes notes;
    private Optional<BigDecimal> minimum = Optional.empty();
    private Optional<BigDecimal> maximum = Optional.empty();
    private Optional<Integer> minLength = Optional.empty();
    private Optional<Integer> maxLength = Optional.empty();

    /** @param name of the value, for notes */
    Limits(String name, Notes notes) {
        this.name = name;
        this.notes = notes;
    }

    /**
     * Adds what a place says.
     *
     * @param isInteger whether the value is an integer
     */
    void add(Place place, boolean isInteger) {
        Optional<BigDecimal> least = number(place, "minimum");
        Optional<BigDecimal> most = number(place, "maximum");
        minimum = narrower(minimum, least, BigDecimal::max);
        maximum = narrower(maximum, most, BigDecimal::min);
        // In 3.1 these are numbers, in 3.0 they say how to read the minimum and the maximum.
        Optional<BigDecimal> above = exclusive(place, "exclusiveMinimum", least, isInteger, BigDecimal.ONE);
        Optional<BigDecimal> below = exclusive(place, "exclusiveMaximum", most, isInteger, BigDecimal.ONE.negate());
        minimum = narrower(minimum, above, BigDecimal::max);
        maximum = narrower(maximum, below, BigDecimal::min);
        minLength = narrower(minLength, count(place, "minLength"), Math::max);
        maxLength = narrower(maxLength, count(place, "maxLength"), Math::min);
    }

    private static <T> Optional<T> narrower(Optional<T> one, Optional<T> other, BinaryOperator<T> choice) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(choice.apply(one.get(), other.get()))
                : one.or(() -> other);
    }

    private Optional<BigDecimal> exclusive(
            Place place, String keyword, Optional<BigDecimal> limit, boolean isInteger, BigDecimal inwards) {
        Optional<BigDecimal> bound = place.flag(keyword) ? limit : number(place, keyword);
        if (bound.isPresent() && isInteger && bound.get().stripTrailingZeros().scale() <= 0) {
            return bound.map(each -> each.add(inwards));
        }
        bound.ifPresent(each -> notes.add(name + ": the limit " + each.toPlainString()
                + " itself is no valid value; a definition cannot say that, so it lets the upstream refuse it."));
        return bound;
    }

    private Optional<BigDecimal> number(Place place, String keyword) {
        Optional<Object> value = place.get(keyword).map(Place::value).filter(each -> !(each instanceof Boolean));
        Optional<BigDecimal> number = value.filter(each -> each instanceof Number && ValueType.NUMBER.fit(each) != null)
                .map(each -> new BigDecimal(each.toString()));
        if (value.isPresent() && number.isEmpty()) {
            notes.add(name + ": " + keyword + " is no number, or one with more than 1000 digits; it is ignored.");
        }
        return number;
    }

    private static Optional<Integer> count(Place place, String key) {
        Object value = place.get(key).map(Place::value).orElse(null);
        boolean isCount = value instanceof Long count && count >= 0 && count <= Integer.MAX_VALUE;
        // Some files say 9223372036854775807 where there is no limit.
        return isCount ? Optional.of(((Long) value).intValue()) : Optional.empty();
    }

    Optional<BigDecimal> minimum() {
        return minimum;
    }

    Optional<BigDecimal> maximum() {
        return maximum;
    }

    Optional<Integer> minLength() {
        return minLength;
    }

    Optional<Integer> maxLength() {
        return maxLength;
    }

    boolean areOfText() {
        return minLength.isPresent() || maxLength.isPresent();
    }

    boolean areOfNumber() {
        return minimum.isPresent() || maximum.isPresent();
    }
}
