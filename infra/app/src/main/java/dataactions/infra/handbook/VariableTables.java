package dataactions.infra.handbook;

import dataactions.authoring.ArchitectVariable;
import dataactions.authoring.contract.Contract;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Input;
import dataactions.definition.Output;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.definition.value.Numbers;
import dataactions.infra.handbook.page.Block;
import dataactions.infra.handbook.page.Inline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of the inputs and outputs of a contract, with the names and types that Architect shows. */
final class VariableTables {
    private VariableTables() {}

    /** @param example inputs of a call that works; empty to leave the column out */
    static Block.Table inputs(Contract contract, Map<String, Object> example) {
        List<String> columns = new ArrayList<>(List.of("Input", "Type", "Required", "Constraints", "Description"));
        if (!example.isEmpty()) {
            columns.add("Example");
        }
        List<List<List<Inline>>> rows = new ArrayList<>();
        contract.definition().inputs().forEach((name, input) -> {
            List<List<Inline>> row = new ArrayList<>(List.of(
                    List.of(Inline.code(name)),
                    List.of(Inline.words(ArchitectVariable.word(input.type()))),
                    required(input),
                    constraints(input),
                    described(input.title(), input.description())));
            if (!example.isEmpty()) {
                row.add(example.containsKey(name) ? List.of(value(example.get(name))) : List.of());
            }
            rows.add(row);
        });
        return new Block.Table("Inputs of " + contract.registeredName(), columns, rows).withoutEmptyColumns();
    }

    private static List<Inline> required(Input input) {
        if (input.required()) {
            return List.of(Inline.words("yes"));
        }
        return input.defaultValue() == null
                ? List.of(Inline.words("no"))
                : List.of(Inline.words("no; if it is not set: "), value(input.defaultValue()));
    }

    private static List<Inline> constraints(Input input) {
        List<List<Inline>> all = new ArrayList<>();
        if (!input.allowed().isEmpty()) {
            List<Inline> allowed = new ArrayList<>(List.of(Inline.words("one of ")));
            allowed.addAll(Inline.codes(
                    input.allowed().stream().map(VariableTables::print).toList()));
            all.add(allowed);
        }
        if (input.pattern() != null) {
            all.add(List.of(
                    Inline.words("the whole value matches "),
                    Inline.code(input.pattern().text())));
        }
        range(input.minimum(), input.maximum(), "").ifPresent(text -> all.add(List.of(Inline.words(text))));
        range(input.minLength(), input.maxLength(), " characters")
                .ifPresent(text -> all.add(List.of(Inline.words(text))));
        if (input.allowEmpty()) {
            all.add(List.of(Inline.words("may be empty")));
        }
        List<Inline> joined = new ArrayList<>();
        for (List<Inline> each : all) {
            if (!joined.isEmpty()) {
                joined.add(Inline.words("; "));
            }
            joined.addAll(each);
        }
        return joined;
    }

    private static Optional<String> range(Number least, Number most, String unit) {
        if (least == null && most == null) {
            return Optional.empty();
        }
        if (least != null && most != null) {
            return Optional.of(Numbers.plain(least) + " to " + Numbers.plain(most) + unit);
        }
        return Optional.of(
                (least == null ? "at most " + Numbers.plain(most) : "at least " + Numbers.plain(least)) + unit);
    }

    static Block.Table outputs(Contract contract) {
        ActionDefinition action = contract.definition();
        Map<?, ?> envelope = envelope(contract);
        List<List<List<Inline>>> rows = new ArrayList<>();
        for (ArchitectVariable each : ArchitectVariable.of(action, Map.of())) {
            Output output = each.output();
            rows.add(List.of(
                    List.of(Inline.code(each.name())),
                    List.of(Inline.words(each.type())),
                    output == null
                            ? List.of(Inline.words(description(envelope, each.name())))
                            : described(output.title(), output.description()),
                    output == null ? List.of() : absent(output)));
        }
        return new Block.Table(
                        "Outputs of " + contract.registeredName() + " on the Success path",
                        List.of("Output", "Type", "Description", "If the upstream has no value"),
                        rows)
                .withoutEmptyColumns();
    }

    /** What the contract says about the members of the envelope. */
    private static Map<?, ?> envelope(Contract contract) {
        try {
            Map<?, ?> schema = (Map<?, ?>)
                    Json.parse(contract.successSchema().getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
            return (Map<?, ?>) schema.get("properties");
        } catch (JsonException e) {
            throw new IllegalStateException("a contract's schema is JSON", e);
        }
    }

    private static String description(Map<?, ?> envelope, String name) {
        return (String) ((Map<?, ?>) envelope.get(name)).get("description");
    }

    private static List<Inline> absent(Output output) {
        if (output.constant() != null) {
            return List.of(Inline.words("always "), value(output.constant()));
        }
        if (output.defaultValue() != null) {
            return List.of(value(output.defaultValue()));
        }
        return Inline.marked(output.required() ? "`MAPPING_FAILED`" : "not set");
    }

    private static List<Inline> described(String title, String description) {
        List<Inline> parts = new ArrayList<>();
        if (title != null) {
            parts.add(Inline.words(title));
        }
        if (description != null) {
            parts.add(Inline.words((title == null ? "" : ": ") + description));
        }
        return parts;
    }

    static Inline value(Object value) {
        return Inline.code(print(value));
    }

    /** Texts without quotes, as a person types them in Architect. Everything else as JSON. */
    static String print(Object value) {
        return value instanceof String text ? text : Json.writeString(value);
    }
}
