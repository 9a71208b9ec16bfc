package dataactions.cli.author.create;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.cli.CommandException;
import dataactions.cli.Questions;
import dataactions.cli.Terminal;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which values of a call are inputs: what the options say, or a person. */
final class InputOptions {
    @Option(
            names = "--input",
            paramLabel = "NAME=VALUE",
            description =
                    "Make this value of the call (a path segment, a parameter, a member of the body) an input of this"
                            + " name. If an input has this name, VALUE is its value in the call. Repeatable.")
    private List<String> inputs = List.of();

    @Option(
            names = "--fixed",
            paramLabel = "NAME",
            description = "Make a proposed input a fixed value of the call. Repeatable.")
    private List<String> fixed = List.of();

    /** @throws CommandException when there is an option, and no call to which it could apply */
    void checkNone() {
        if (!inputs.isEmpty() || !fixed.isEmpty()) {
            throw new CommandException((inputs.isEmpty() ? "--fixed" : "--input")
                    + " cannot apply: --response FILE has an answer, and no call with values. Leave the option out, and"
                    + " write the inputs into the definition; or give the call with --curl or --url.");
        }
    }

    /** The call with the inputs that the options, or a person, choose. */
    ApiCall chosen(ApiCall read, Questions questions, Terminal terminal) {
        ApiCall chosen = read;
        for (String each : inputs) {
            int equals = each.indexOf('=');
            if (equals < 1) {
                throw new CommandException("--input: expected NAME=VALUE, such as userId=42.");
            }
            chosen = InputChoice.with(chosen, each.substring(0, equals), each.substring(equals + 1));
        }
        for (String each : fixed) {
            chosen = InputChoice.fixed(chosen, each);
        }
        return questions.isSomebodyThere() && inputs.isEmpty() && fixed.isEmpty()
                ? asked(chosen, questions, terminal)
                : chosen;
    }

    private static ApiCall asked(ApiCall read, Questions questions, Terminal terminal) {
        ApiCall chosen = read;
        terminal.note(chosen.method() + " " + chosen.pathTemplate());
        Optional<String> typed = questions.ask("Inputs: " + names(chosen)
                + ". Enter keeps them. To make a fixed value of the call an input type NAME=VALUE, to make an input fixed"
                + " type -NAME:");
        while (typed.isPresent()) {
            try {
                chosen = changed(chosen, typed.get());
            } catch (CommandException e) {
                terminal.note(e.getMessage());
            }
            typed = questions.ask("Inputs: " + names(chosen) + ". Enter keeps them:");
        }
        return chosen;
    }

    private static ApiCall changed(ApiCall call, String typed) {
        if (typed.startsWith("-")) {
            return InputChoice.fixed(call, typed.substring(1).strip());
        }
        int equals = typed.indexOf('=');
        return equals > 0
                ? InputChoice.with(
                        call,
                        typed.substring(0, equals).strip(),
                        typed.substring(equals + 1).strip())
                : call;
    }

    private static String names(ApiCall call) {
        List<String> names = call.inputs().stream().map(ProposedInput::name).toList();
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
