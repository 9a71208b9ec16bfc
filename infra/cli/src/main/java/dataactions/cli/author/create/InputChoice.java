package dataactions.cli.author.create;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.Scalars;
import dataactions.authoring.proposal.SecretLook;
import dataactions.authoring.proposal.UniqueNames;
import dataactions.authoring.proposal.call.UrlText;
import dataactions.cli.CommandException;
import dataactions.definition.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
        List<ProposedInput> places = new ArrayList<>();
        map(call, value, piece -> {
            places.add(named(piece, name));
            return piece;
        });
        if (places.isEmpty()) {
            throw new CommandException("--input " + name + ": the call has no input " + name
                    + Suggestion.didYouMean(name, names(call))
                    + " It has no place with the given value either. Inputs: "
                    + (names(call).isEmpty() ? "none" : String.join(", ", names(call)))
                    + ". A path segment, a parameter, or a member of the body becomes an input by its value.");
        }
        // One of the places may need the value. The body is the last place, and the only one with types.
        ProposedInput input = places.stream()
                .filter(ProposedInput::required)
                .reduce((first, second) -> second)
                .orElse(places.get(places.size() - 1));
        return map(call, value, piece -> new Piece.FromInput(input));
    }

    /** Changes each place with a value. Fixed text of a path is percent-encoded, and may be given so, too. */
    private static ApiCall map(ApiCall call, String value, UnaryOperator<Piece> change) {
        List<Piece> path = call.path().stream()
                .map(piece -> isValue(decoded(piece), value) || isValue(decoded(piece), UrlText.decoded(value))
                        ? change.apply(decoded(piece))
                        : piece)
                .toList();
        return call.at(call.base(), path).map(piece -> isValue(piece, value) ? change.apply(piece) : piece);
    }

    private static Piece decoded(Piece ofPath) {
        return ofPath instanceof Piece.Fixed fixed
                ? new Piece.Fixed(UrlText.decoded(String.valueOf(fixed.value())))
                : ofPath;
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
        Piece encoded = new Piece.Fixed(UrlText.percent(String.valueOf(value)));
        List<Piece> path = call.path().stream()
                .map(piece -> isOf(piece, input) ? encoded : piece)
                .toList();
        return replace(call.at(call.base(), path), input, new Piece.Fixed(value));
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
        return call.map(piece -> isOf(piece, input) ? by : piece);
    }

    private static boolean isOf(Piece piece, ProposedInput input) {
        return piece instanceof Piece.FromInput from && from.input().equals(input);
    }

    private static boolean isValue(Piece piece, String value) {
        Object has = piece instanceof Piece.Fixed fixed
                ? fixed.value()
                : ((Piece.FromInput) piece).input().example().orElse(null);
        return has != null && !value.isEmpty() && String.valueOf(has).equals(value);
    }

    private static ProposedInput named(Piece piece, String name) {
        if (piece instanceof Piece.FromInput from) {
            ProposedInput input = from.input();
            return new ProposedInput(
                    name, input.type(), input.required(), input.example(), input.description(), input.constraints());
        }
        Object value = ((Piece.Fixed) piece).value();
        return ProposedInput.of(name, Scalars.type(value), value);
    }

    private static List<String> names(ApiCall call) {
        return new ArrayList<>(call.inputs().stream().map(ProposedInput::name).toList());
    }
}
