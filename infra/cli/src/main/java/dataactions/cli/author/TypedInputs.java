package dataactions.cli.author;

import dataactions.cli.CommandException;
import dataactions.cli.NamedValues;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Input;
import dataactions.definition.Suggestion;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.definition.value.Tree;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The inputs of a call, as a person types them. */
final class TypedInputs {
    @Option(
            names = {"--input", "-i"},
            paramLabel = "NAME=VALUE",
            description = "An input; its type is taken from the definition. Repeatable.")
    private List<String> inputs = List.of();

    @Option(
            names = "--inputs",
            paramLabel = "OBJECT",
            description = "All inputs as one JSON object: '{\"userId\": 1}'.")
    private String object;

    /** Whether no input is typed. */
    boolean isNone() {
        return object == null && inputs.isEmpty();
    }

    /**
     * The inputs of a call.
     *
     * @param others inputs for which nothing was typed
     * @throws CommandException when an input does not exist, or is not of its type; never quotes a value
     */
    Map<String, Object> of(ActionDefinition action, Map<String, Object> others) {
        if (object != null && !inputs.isEmpty()) {
            throw new CommandException("Use either --input or --inputs, not both.");
        }
        if (object != null) {
            Map<String, Object> all = object();
            checkNames("--inputs", action, all.keySet());
            return all;
        }
        Map<String, Object> all = new LinkedHashMap<>(others);
        Map<String, String> typed = NamedValues.of("--input", inputs);
        checkNames("--input", action, typed.keySet());
        typed.forEach((name, text) -> all.put(
                name,
                value(action.inputs().get(name), text)
                        .orElseThrow(() -> new CommandException("--input " + name + ": " + action.name() + " takes "
                                + (action.inputs().get(name).type().word().startsWith("i") ? "an " : "a ")
                                + action.inputs().get(name).type().word()
                                + " here, and the given value is not one. (To send it nevertheless, use --inputs.)"))));
        return all;
    }

    private Map<String, Object> object() {
        try {
            if (Json.parse(object.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT) instanceof Map<?, ?> map) {
                return Tree.object(map);
            }
        } catch (JsonException e) {
            throw new CommandException("--inputs: " + e.getMessage() + ".");
        }
        throw new CommandException("--inputs: expected a JSON object such as {\"userId\": 1}.");
    }

    private static void checkNames(String option, ActionDefinition action, Set<String> given) {
        Set<String> known = action.inputs().keySet();
        given.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new CommandException(option + ": " + action.name() + " has no input " + name
                    + Suggestion.didYouMean(name, known) + " It has: "
                    + (known.isEmpty() ? "none" : String.join(", ", known)) + ".");
        });
    }

    private static Optional<Object> value(Input input, String text) {
        try {
            return Optional.of(
                    switch (input.type()) {
                        case INTEGER -> integer(new BigInteger(text.strip()));
                        case NUMBER -> new BigDecimal(text.strip());
                        case BOOLEAN -> flag(text);
                        default -> text;
                    });
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Object integer(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private static Object flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new NumberFormatException();
        }
        return text.equals("true");
    }
}
