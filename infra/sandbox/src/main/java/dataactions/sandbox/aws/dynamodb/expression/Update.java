package dataactions.sandbox.aws.dynamodb.expression;

import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import dataactions.sandbox.aws.dynamodb.value.Numbers;
import dataactions.sandbox.aws.dynamodb.value.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The changes of an UpdateExpression. All of them read the item as it was before the update. */
public final class Update {
    private final PathTree<Action> actions;
    private final Projection changed;

    Update(PathTree<Action> actions, Projection changed) {
        this.actions = actions;
        this.changed = changed;
    }

    /** One change, at the end of a path. */
    sealed interface Action {}

    record Assign(Term term) implements Action {}

    record Remove() implements Action {}

    record Add(AttributeValue value) implements Action {}

    record Delete(AttributeValue.Elements subset) implements Action {}

    /** Reads an UpdateExpression. */
    public static Update parse(String expression, Placeholders placeholders) {
        return new UpdateParser(new ExpressionReader("UpdateExpression", expression, placeholders)).parse();
    }

    /** The names of the attributes that change. */
    public List<String> attributes() {
        return changed.attributes();
    }

    /** The parts of an item that change. */
    public Projection changed() {
        return changed;
    }

    /** The item after the update. */
    public Map<String, AttributeValue> apply(Map<String, AttributeValue> item) {
        return ((AttributeValue.M) within(actions, new AttributeValue.M(item), item)).entries();
    }

    /** A map or a list with the changes below it. */
    private static AttributeValue within(
            PathTree<Action> tree, AttributeValue value, Map<String, AttributeValue> item) {
        if (value instanceof AttributeValue.M map && tree.indexes().isEmpty()) {
            Map<String, AttributeValue> entries = new LinkedHashMap<>(map.entries());
            tree.names().forEach((name, child) -> {
                Optional<AttributeValue> after = after(child, Optional.ofNullable(entries.get(name)), item);
                after.ifPresentOrElse(found -> entries.put(name, found), () -> entries.remove(name));
            });
            return new AttributeValue.M(Collections.unmodifiableMap(entries));
        }
        if (value instanceof AttributeValue.L list && tree.names().isEmpty()) {
            List<AttributeValue> elements = new ArrayList<>();
            for (int i = 0; i < list.elements().size(); i++) {
                Optional<AttributeValue> before = Optional.of(list.elements().get(i));
                PathTree<Action> child = tree.indexes().get(i);
                (child == null ? before : after(child, before, item)).ifPresent(elements::add);
            }
            tree.indexes().forEach((index, child) -> {
                if (index >= list.elements().size()) {
                    after(child, Optional.empty(), item).ifPresent(elements::add);
                }
            });
            return new AttributeValue.L(Collections.unmodifiableList(elements));
        }
        throw invalidPath();
    }

    /** What replaces a value; empty if it is removed or stays absent. */
    private static Optional<AttributeValue> after(
            PathTree<Action> tree, Optional<AttributeValue> before, Map<String, AttributeValue> item) {
        if (tree.leaf().isEmpty()) {
            return Optional.of(within(tree, before.orElseThrow(Update::invalidPath), item));
        }
        Action action = tree.leaf().get();
        if (action instanceof Assign assign) {
            return Optional.of(assign.term().from(item));
        }
        if (action instanceof Add add) {
            return Optional.of(
                    before.map(present -> added(present, add.value())).orElse(add.value()));
        }
        if (action instanceof Delete delete) {
            return before.flatMap(present -> without(present, delete.subset()));
        }
        return Optional.empty();
    }

    private static AttributeValue added(AttributeValue present, AttributeValue value) {
        if (present instanceof AttributeValue.N one && value instanceof AttributeValue.N two) {
            return new AttributeValue.N(Numbers.checked(one.number().add(two.number())));
        }
        if (present instanceof AttributeValue.Elements one
                && value instanceof AttributeValue.Elements two
                && one.type().equals(two.type())) {
            Set<AttributeValue> all = new LinkedHashSet<>(one.elements());
            all.addAll(two.elements());
            return new AttributeValue.Elements(one.type(), Collections.unmodifiableSet(all));
        }
        throw Term.wrongType();
    }

    private static Optional<AttributeValue> without(AttributeValue present, AttributeValue.Elements subset) {
        if (!present.type().equals(subset.type())) {
            throw Term.wrongType();
        }
        Set<AttributeValue> left = new LinkedHashSet<>(((AttributeValue.Elements) present).elements());
        left.removeAll(subset.elements());
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new AttributeValue.Elements(subset.type(), Collections.unmodifiableSet(left)));
    }

    private static Refused invalidPath() {
        return Refused.validation("The document path provided in the update expression is invalid for update");
    }
}
