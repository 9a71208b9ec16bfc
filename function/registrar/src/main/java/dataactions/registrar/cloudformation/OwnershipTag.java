package dataactions.registrar.cloudformation;

import dataactions.registrar.invocation.Failure;
import java.util.Optional;

/**
 * Says which resource of which stack owns an object in Genesys: {@code <account>/<region>/<stack name>/<logical id>}.
 * The registrar writes it on every object that it creates. The tag keeps stacks of several people apart in one org. It
 * is also used to find an object whose creation got no answer.
 */
public record OwnershipTag(String text) {
    /** Reads a stack's ARN: {@code arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/GUID}. */
    public static OwnershipTag of(String stackId, String logicalId) {
        String[] arn = stackId.split(":", 6);
        String[] resource = arn.length == 6 ? arn[5].split("/") : new String[0];
        if (resource.length < 2 || !"stack".equals(resource[0]) || arn[3].isEmpty() || arn[4].isEmpty()) {
            throw Failure.of(
                    Failure.Kind.PROPERTY,
                    "The event's StackId is not the ARN of a stack.",
                    "The registrar is called by CloudFormation only.");
        }
        return new OwnershipTag(arn[4] + "/" + arn[3] + "/" + resource[1] + "/" + logicalId);
    }

    /** The logical id in another tag's text, if that tag is of the same stack. */
    public Optional<String> logicalIdIn(String other) {
        String stack = text.substring(0, text.lastIndexOf('/') + 1);
        return other.startsWith(stack) && other.indexOf('/', stack.length()) < 0
                ? Optional.of(other.substring(stack.length()))
                : Optional.empty();
    }

    /** Whether another tag's text names another resource of the same stack. */
    public boolean isSiblingOf(String other) {
        return logicalIdIn(other).isPresent() && !other.equals(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
