package dataactions.sandbox.aws.dynamodb.expression;

import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of an item that a request names. Parts that the item does not have are left out. */
public final class Projection {
    private final PathTree<Boolean> paths = new PathTree<>();
    private final List<String> attributes = new ArrayList<>();

    private Projection() {}

    /** Reads a ProjectionExpression. */
    public static Projection parse(String expression, Placeholders placeholders) {
        ExpressionReader tokens = new ExpressionReader("ProjectionExpression", expression, placeholders);
        List<DocumentPath> paths = new ArrayList<>();
        do {
            paths.add(tokens.path());
        } while (tokens.takeSymbol(","));
        tokens.expectEnd();
        return of(paths, tokens);
    }

    static Projection of(List<DocumentPath> paths, ExpressionReader tokens) {
        Projection projection = new Projection();
        for (DocumentPath path : paths) {
            projection.paths.put(path, true, tokens);
            projection.attributes.add(path.attribute());
        }
        return projection;
    }

    /** The names of the attributes that the paths begin with. */
    List<String> attributes() {
        return attributes;
    }

    /** The named parts, with the maps and lists around them. */
    public Map<String, AttributeValue> of(Map<String, AttributeValue> item) {
        return part(paths, new AttributeValue.M(item))
                .map(whole -> ((AttributeValue.M) whole).entries())
                .orElse(Map.of());
    }

    private static Optional<AttributeValue> part(PathTree<Boolean> tree, AttributeValue value) {
        if (tree.leaf().isPresent()) {
            return Optional.of(value);
        }
        if (value instanceof AttributeValue.M map && !tree.names().isEmpty()) {
            Map<String, AttributeValue> parts = new LinkedHashMap<>();
            tree.names()
                    .forEach((name, child) -> Optional.ofNullable(map.entries().get(name))
                            .flatMap(each -> part(child, each))
                            .ifPresent(found -> parts.put(name, found)));
            return parts.isEmpty() ? Optional.empty() : Optional.of(new AttributeValue.M(parts));
        }
        if (value instanceof AttributeValue.L list) {
            List<AttributeValue> parts = new ArrayList<>();
            tree.indexes().forEach((index, child) -> {
                if (index < list.elements().size()) {
                    part(child, list.elements().get(index)).ifPresent(parts::add);
                }
            });
            return parts.isEmpty() ? Optional.empty() : Optional.of(new AttributeValue.L(parts));
        }
        return Optional.empty();
    }
}
