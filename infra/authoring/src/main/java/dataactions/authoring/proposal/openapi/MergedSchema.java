package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.openapi.document.Place;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A schema with its references followed and its parts merged. The schemas of its properties and items are places, which
 * are read when they are needed: they may lead back to this one.
 *
 * @param keys what it was read from; a schema below it with one of these keys repeats it
 * @param type {@code string}, {@code integer}, {@code number}, {@code boolean}, {@code array} or {@code object}; empty
 *     if it is any of them
 * @param nullable whether null is a value, too
 * @param description on one line; empty for none
 * @param examples values, the best one first; also a default
 * @param defaultValue the value that the upstream takes if there is none
 * @param allowed the only values; empty for no such limit
 * @param pattern what a text contains, as JavaScript's regular expression; empty for no such limit
 * @param items of an array: the places whose merged schema each item has
 * @param properties of an object: by name, the places whose merged schema the property has
 * @param required names of properties that are always there
 * @param isMap whether it has properties with names that the schema does not know
 * @param access whether only requests or only responses have it
 * @param isDeprecated whether the API advises against it
 */
record MergedSchema(
        Set<String> keys,
        String type,
        boolean nullable,
        String format,
        String description,
        List<Object> examples,
        Optional<Object> defaultValue,
        List<Object> allowed,
        String pattern,
        Optional<BigDecimal> minimum,
        Optional<BigDecimal> maximum,
        Optional<Integer> minLength,
        Optional<Integer> maxLength,
        List<Place> items,
        Map<String, List<Place>> properties,
        Set<String> required,
        boolean isMap,
        Access access,
        boolean isDeprecated) {

    /** Who has the property. */
    enum Access {
        BOTH,
        REQUEST_ONLY,
        RESPONSE_ONLY
    }

    boolean isObject() {
        return type.equals("object");
    }

    boolean isArray() {
        return type.equals("array");
    }

    /** Whether it is a text, a number or a boolean. */
    boolean isScalar() {
        return !type.isEmpty() && !isObject() && !isArray();
    }

    /** Whether the property is there in each object, with a value. */
    boolean always(String property, MergedSchema of) {
        return required.contains(property) && !of.nullable();
    }
}
