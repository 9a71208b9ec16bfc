package dataactions.registrar.resources;

import dataactions.registrar.Failure;
import java.util.Optional;

/**
 * The ownership mark: {@code <account>/<region>/<stack name>/<logical id>}. It stands on every object the registrar
 * makes: two people's {@code dev} stacks may share one org, and it is how a lost POST is found again.
 */
public record Mark(String text) {
    /** Read from an ARN: {@code arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/GUID}. */
    public static Mark of(String stackId, String logicalId) {
        String[] arn = stackId.split(":", 6);
        String[] resource = arn.length == 6 ? arn[5].split("/") : new String[0];
        if (resource.length < 2 || !"stack".equals(resource[0]) || arn[3].isEmpty() || arn[4].isEmpty()) {
            throw Failure.of(
                    Failure.Kind.PROPERTY,
                    "The event's StackId is not the ARN of a stack.",
                    "The registrar is called by CloudFormation only.");
        }
        return new Mark(arn[4] + "/" + arn[3] + "/" + resource[1] + "/" + logicalId);
    }

    /** The stack's part, with the slash at its end. */
    public String stackPrefix() {
        return text.substring(0, text.lastIndexOf('/') + 1);
    }

    /** The logical id that a mark's text ends in, if it is one of the same stack. */
    public Optional<String> logicalIdIn(String other) {
        String stack = stackPrefix();
        return other.startsWith(stack) && other.indexOf('/', stack.length()) < 0
                ? Optional.of(other.substring(stack.length()))
                : Optional.empty();
    }

    /** Whether another mark is of the same stack, and of another resource in it. */
    boolean isNeighbourOf(String other) {
        return logicalIdIn(other).isPresent() && !other.equals(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
