package dataactions.registrar.resources;

import dataactions.registrar.Failure;

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

    /** Whether another mark is of the same stack, and of another resource in it. */
    boolean isNeighbourOf(String other) {
        int stack = text.lastIndexOf('/') + 1;
        return other.startsWith(text.substring(0, stack)) && other.indexOf('/', stack) < 0 && !other.equals(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
