package dataactions.cli.author.create;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.Scalars;
import dataactions.authoring.proposal.SecretLook;
import dataactions.authoring.proposal.UniqueNames;
import dataactions.cli.CommandException;
import dataactions.definition.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes what a call's inputs are, as a person says it. No message quotes a value. */
final class InputChoice {
    private InputChoice() {}

    /**
     * {@code userId=42}: the input of this name has this value; without such an input, the value 42 of the call becomes
     * the input userId.
     */
    static ApiCall with(ApiCall call, String name, String value) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]*")) {
            throw new CommandException("--input: an input's name is a letter, then letters, digits, - and _.");
        }
        Optional<ProposedInput> known =
                call.inputs().stream().filter(each -> each.name().equals(name)).findFirst();
        if (known.isPresent()) {
            ProposedInput changed = withExample(known.get(), value);
            return replace(call, known.get(), new Piece.FromInput(changed));
        }
        if (UniqueNames.ofInputs().isTaken(name)) {
            throw new CommandException("--input " + name + ": this name is reserved; choose another.");
        }
        ApiCall changed = call.map(piece -> isValue(piece, value) ? named(piece, name) : piece);
        if (changed.equals(call)) {
            throw new CommandException("--input " + name + ": the call has no input " + name
                    + Suggestion.didYouMean(name, names(call))
                    + " It has no place with the given value either. Inputs: "
                    + (names(call).isEmpty() ? "none" : String.join(", ", names(call)))
                    + ". A path segment, a parameter, or a member of the body becomes an input by its value.");
        }
        return changed;
    }

    /** The input of this name has the same value in each call. */
    static ApiCall fixed(ApiCall call, String name) {
        ProposedInput input = call.inputs().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandException("--fixed " + name + ": the call has no input " + name
                        + Suggestion.didYouMean(name, names(call)) + " Inputs: "
                        + (names(call).isEmpty() ? "none" : String.join(", ", names(call))) + "."));
        Object value = input.example()
                .orElseThrow(() -> new CommandException(
                        "--fixed " + name + ": its value is not known. Give it with --input " + name + "=VALUE."));
        if (SecretLook.isSecret(input)) {
            throw new CommandException("--fixed " + name
                    + ": its value looks like a secret, and a definition must not contain secrets. Keep it an input.");
        }
        return replace(call, input, new Piece.Fixed(value));
    }

    /** A value for an input that has none. */
    static ProposedInput withExample(ProposedInput input, String value) {
        try {
            return new ProposedInput(
                    input.name(),
                    input.type(),
                    input.required(),
                    Optional.of(Scalars.value(input.type(), value)),
                    input.description(),
                    input.constraints());
        } catch (NumberFormatException e) {
            throw new CommandException("--input " + input.name() + ": expected a value of type "
                    + input.type().word() + ", and the given value is not one.");
        }
    }

    static ApiCall replace(ApiCall call, ProposedInput input, Piece by) {
        return call.map(
                piece -> piece instanceof Piece.FromInput from && from.input().equals(input) ? by : piece);
    }

    private static boolean isValue(Piece piece, String value) {
        Object has = piece instanceof Piece.Fixed fixed
                ? fixed.value()
                : ((Piece.FromInput) piece).input().example().orElse(null);
        return has != null && !value.isEmpty() && String.valueOf(has).equals(value);
    }

    private static Piece named(Piece piece, String name) {
        if (piece instanceof Piece.FromInput from) {
            ProposedInput input = from.input();
            return new Piece.FromInput(new ProposedInput(
                    name, input.type(), input.required(), input.example(), input.description(), input.constraints()));
        }
        Object value = ((Piece.Fixed) piece).value();
        return new Piece.FromInput(
                new ProposedInput(name, Scalars.type(value), true, Optional.of(value), "", Map.of()));
    }

    private static List<String> names(ApiCall call) {
        return new ArrayList<>(call.inputs().stream().map(ProposedInput::name).toList());
    }
}
