package dataactions.authoring.proposal;

import dataactions.definition.value.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Proposes outputs for an upstream's answer, as far as Genesys can take them: objects are flattened to one output for
 * each value, an array becomes an array of scalars or of objects, and an array in an array is left out.
 */
public final class OutputProposal {
    /** The most outputs of one proposal. More variables make a flow hard to read. */
    static final int MAX_OUTPUTS = 40;

    private static final int MAX_DEPTH = 6;
    /** How many items of an array show what its items have. */
    private static final int MAX_ITEMS = 50;
    /** Names of members that often have a fraction, even if the value in this answer has none. */
    private static final Pattern FRACTION = Pattern.compile(
            ".*(price|amount|rate|percent|percentage|ratio|score|lat|lng|lon|latitude|longitude|weight|height|balance"
                    + "|cost|temperature|average|avg|distance)");

    /**
     * The outputs of a whole answer.
     *
     * @param outputs at least one, if the answer has any value that an output can take
     * @param leftOut what the answer has and no output takes, one clause each, such as {@code items.matrix: an array in
     *     an array}
     */
    public record Proposal(List<ProposedOutput> outputs, List<String> leftOut) {
        public Proposal {
            outputs = List.copyOf(outputs);
            leftOut = List.copyOf(leftOut);
        }
    }

    /**
     * The outputs for one node of an answer.
     *
     * @param exact the node itself
     * @param each if the node is in an array: the same value of every item, as an array
     */
    public record AtNode(ProposedOutput exact, Optional<ProposedOutput> each) {}

    private final UniqueNames names;
    private final List<ProposedOutput> outputs = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private OutputProposal(UniqueNames names) {
        this.names = names;
    }

    /**
     * Proposes outputs for a whole answer.
     *
     * @param answer the JSON as maps, lists and scalars
     */
    public static Proposal ofAnswer(Object answer) {
        OutputProposal proposal = new OutputProposal(UniqueNames.ofOutputs(Set.of()));
        if (answer instanceof Map<?, ?> map) {
            proposal.members(map, List.of());
        } else {
            proposal.value(answer, List.of(), answer instanceof List ? "items" : "value");
        }
        return new Proposal(proposal.outputs, proposal.leftOut);
    }

    /**
     * Proposes an output for one node of an answer.
     *
     * @param place keys (texts) and indexes (numbers) from the answer down
     * @param taken the names of the outputs that exist
     * @return empty if there is no such node, or if no output can take it; {@link #whyNot} says why
     */
    public static Optional<AtNode> atNode(Object answer, List<?> place, Set<String> taken) {
        if (whyNot(answer, place).isPresent()) {
            return Optional.empty();
        }
        Object node = nodes(answer, place).get(0);
        String name = UniqueNames.ofOutputs(taken).unique(nameWords(place, node));
        ProposedOutput exact = typed(node, place).orElseThrow().named(name);
        return Optional.of(new AtNode(exact, each(answer, place, name)));
    }

    /** Why no output can take a node, as a sentence; empty if one can. */
    public static Optional<String> whyNot(Object answer, List<?> place) {
        List<Object> found = nodes(answer, place);
        if (found.isEmpty()) {
            return Optional.of("The answer has no such value.");
        }
        for (Object step : place) {
            if (!(step instanceof Number) && !JsonataPath.canName(String.valueOf(step))) {
                return Optional.of("Its path has a name that is empty or has a backtick, which JSONata cannot name.");
            }
        }
        return typed(found.get(0), place).isPresent() ? Optional.empty() : Optional.of(refusal(found.get(0)));
    }

    /** The name is made of the last member, and of the one before it if the last says little. */
    private static List<String> nameWords(List<?> place, Object node) {
        List<String> members = place.stream()
                .filter(step -> !(step instanceof Number))
                .map(String::valueOf)
                .toList();
        if (members.isEmpty()) {
            return List.of(node instanceof List ? "items" : "value");
        }
        return members.subList(Math.max(0, members.size() - 2), members.size());
    }

    /** The values of all items, if the node is in exactly one array. */
    private static Optional<ProposedOutput> each(Object answer, List<?> place, String name) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < place.size(); i++) {
            if (place.get(i) instanceof Number) {
                indexes.add(i);
            }
        }
        if (indexes.size() != 1) {
            return Optional.empty();
        }
        List<?> array = place.subList(0, indexes.get(0));
        List<?> inItem = place.subList(indexes.get(0) + 1, place.size());
        if (!(nodes(answer, array).get(0) instanceof List<?> items)) {
            return Optional.empty();
        }
        List<Object> values = new ArrayList<>();
        items.stream().limit(MAX_ITEMS).forEach(item -> values.addAll(nodes(item, inItem)));
        List<Object> columns = new ArrayList<>(array);
        columns.addAll(inItem);
        return items(values).map(item -> ProposedOutput.array(name, JsonataPath.of(columns), item));
    }

    /** The value at a place; empty if there is none. A value may be null. */
    private static List<Object> nodes(Object answer, List<?> place) {
        Object node = answer;
        for (Object step : place) {
            if (step instanceof Number index && node instanceof List<?> list) {
                int at = index.intValue();
                if (at < 0 || at >= list.size()) {
                    return List.of();
                }
                node = list.get(at);
            } else if (!(step instanceof Number) && node instanceof Map<?, ?> map && map.containsKey(step)) {
                node = map.get(step);
            } else {
                return List.of();
            }
        }
        List<Object> one = new ArrayList<>();
        one.add(node);
        return one;
    }

    private void members(Map<?, ?> object, List<Object> place) {
        object.forEach((key, value) -> {
            String member = String.valueOf(key);
            List<Object> here = new ArrayList<>(place);
            here.add(member);
            if (!JsonataPath.canName(member)) {
                leftOut.add("a member whose name is empty or has a backtick: JSONata cannot name it");
            } else if (PersonalText.isIn(member)) {
                leftOut.add("a member whose name is personal, such as an e-mail address");
            } else if (value instanceof Map<?, ?> nested && !nested.isEmpty() && here.size() < MAX_DEPTH) {
                members(nested, here);
            } else {
                value(value, here, null);
            }
        });
    }

    /** @param name null: from the place */
    private void value(Object value, List<Object> place, String name) {
        Optional<ProposedOutput> output = typed(value, place);
        if (output.isEmpty()) {
            leftOut.add(JsonataPath.of(place) + ": " + refusal(value));
        } else if (outputs.size() == MAX_OUTPUTS) {
            leftOut.add(JsonataPath.of(place) + ": the definition has " + MAX_OUTPUTS + " outputs already");
        } else {
            List<String> words = place.stream().map(String::valueOf).toList();
            outputs.add(output.get().named(names.unique(name == null ? words : List.of(name))));
            arraysInItems(value, place);
        }
    }

    /** Notes the arrays in the items of an array, which the output leaves out. */
    private void arraysInItems(Object value, List<Object> place) {
        if (!(value instanceof List<?> items)) {
            return;
        }
        Set<String> found = new LinkedHashSet<>();
        for (Object item : items.subList(0, Math.min(items.size(), MAX_ITEMS))) {
            if (item instanceof Map<?, ?> object) {
                object.forEach((key, each) -> {
                    if (each instanceof List<?> && JsonataPath.canName(String.valueOf(key))) {
                        found.add(String.valueOf(key));
                    }
                });
            }
        }
        for (String member : found) {
            List<Object> inner = new ArrayList<>(place);
            inner.add(member);
            leftOut.add(JsonataPath.of(inner) + ": an array in an array: write from by hand, such as with $join");
        }
    }

    private static String refusal(Object value) {
        if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? "an empty array: what it holds is not known"
                    : "an array of arrays, or of values of different kinds: write from by hand, such as with $join";
        }
        return value instanceof Map<?, ?> map && map.isEmpty() ? "an empty object" : "an object nested too deep";
    }

    /** An output without a name for a value; empty if no output can take it. */
    private static Optional<ProposedOutput> typed(Object value, List<?> place) {
        String from = JsonataPath.of(place);
        if (value instanceof List<?> list) {
            return items(list).map(item -> ProposedOutput.array("", from, item));
        }
        if (value instanceof Map<?, ?> map) {
            List<ProposedOutput> properties = properties(List.of(map), true, 1);
            return properties.isEmpty() ? Optional.empty() : Optional.of(ProposedOutput.object("", from, properties));
        }
        String member = place.isEmpty() || place.get(place.size() - 1) instanceof Number
                ? ""
                : String.valueOf(place.get(place.size() - 1));
        return Optional.of(scalar("", from, member, List.of(value == null ? NULL : value)));
    }

    private static final Object NULL = new Object();

    private static ProposedOutput scalar(String name, String from, String member, List<Object> values) {
        List<Object> known = values.stream().filter(each -> each != NULL).toList();
        if (known.isEmpty()) {
            return ProposedOutput.scalar(name, ValueType.STRING, from).remarked("null in the answer: check the type");
        }
        Set<ValueType> types = known.stream().map(Scalars::type).collect(java.util.stream.Collectors.toSet());
        ValueType type = types.size() == 1
                ? types.iterator().next()
                : types.equals(Set.of(ValueType.INTEGER, ValueType.NUMBER)) ? ValueType.NUMBER : ValueType.STRING;
        if (type == ValueType.INTEGER
                && FRACTION.matcher(member.toLowerCase(Locale.ROOT)).matches()) {
            return ProposedOutput.scalar(name, ValueType.NUMBER, from)
                    .remarked("an integer here; the name suggests fractions");
        }
        ProposedOutput output = ProposedOutput.scalar(name, type, from);
        return types.size() > 1 && type == ValueType.STRING
                ? output.remarked("values of different types in the answer")
                : output;
    }

    /** What the items of an array are; empty if an output cannot take them. */
    private static Optional<ProposedOutput> items(List<?> list) {
        List<?> shown =
                list.stream().limit(MAX_ITEMS).filter(each -> each != null).toList();
        if (shown.isEmpty() || shown.stream().anyMatch(List.class::isInstance)) {
            return Optional.empty();
        }
        if (shown.stream().allMatch(Map.class::isInstance)) {
            List<Map<?, ?>> objects = new ArrayList<>();
            shown.forEach(each -> objects.add((Map<?, ?>) each));
            List<ProposedOutput> properties = properties(objects, false, 1);
            return properties.isEmpty() ? Optional.empty() : Optional.of(ProposedOutput.item(properties));
        }
        if (shown.stream().anyMatch(Map.class::isInstance)) {
            return Optional.empty();
        }
        return Optional.of(scalar("", "", "", new ArrayList<>(shown)));
    }

    /**
     * The members that the objects have, as properties.
     *
     * @param arrays whether a property may be an array
     */
    private static List<ProposedOutput> properties(List<Map<?, ?>> objects, boolean arrays, int depth) {
        Map<String, List<Object>> members = new LinkedHashMap<>();
        objects.forEach(object ->
                object.forEach((key, value) -> members.computeIfAbsent(String.valueOf(key), absent -> new ArrayList<>())
                        .add(value == null ? NULL : value)));
        UniqueNames names = UniqueNames.ofOutputs(Set.of());
        List<ProposedOutput> properties = new ArrayList<>();
        members.forEach((member, values) -> {
            if (!JsonataPath.canName(member) || PersonalText.isIn(member) || properties.size() == MAX_OUTPUTS) {
                return;
            }
            List<Object> known = values.stream().filter(each -> each != NULL).toList();
            Optional<ProposedOutput> property = property(member, values, known, arrays, depth);
            property.ifPresent(each -> properties.add(each.named(names.unique(member))));
        });
        return properties.stream().map(OutputProposal::shortened).toList();
    }

    private static Optional<ProposedOutput> property(
            String member, List<Object> values, List<Object> known, boolean arrays, int depth) {
        String from = JsonataPath.member(member);
        if (!known.isEmpty() && known.stream().allMatch(Map.class::isInstance)) {
            List<Map<?, ?>> objects = new ArrayList<>();
            known.forEach(each -> objects.add((Map<?, ?>) each));
            List<ProposedOutput> nested = depth == MAX_DEPTH ? List.of() : properties(objects, arrays, depth + 1);
            return nested.isEmpty() ? Optional.empty() : Optional.of(ProposedOutput.object("", from, nested));
        }
        if (known.stream().anyMatch(Map.class::isInstance)) {
            return Optional.empty();
        }
        if (known.stream().anyMatch(List.class::isInstance)) {
            if (!arrays || !known.stream().allMatch(List.class::isInstance)) {
                return Optional.empty();
            }
            List<Object> all = new ArrayList<>();
            known.forEach(each -> all.addAll((List<?>) each));
            return items(all).map(item -> ProposedOutput.array("", from, item));
        }
        return Optional.of(scalar("", from, member, values));
    }

    /** A property without {@code from} takes the member with its own name. */
    private static ProposedOutput shortened(ProposedOutput property) {
        return property.from().equals(property.name())
                ? new ProposedOutput(
                        property.name(),
                        property.type(),
                        "",
                        property.items(),
                        property.properties(),
                        property.description(),
                        property.remark())
                : property;
    }
}
