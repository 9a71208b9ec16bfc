package dataactions.sandbox.aws.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.Rotations;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.Secret;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import java.util.Map;
import java.util.Optional;

/**
 * {@code AWS::SecretsManager::RotationSchedule}: which function rotates a secret. The sandbox never rotates on its own,
 * only on command.
 */
record RotationScheduleProvider(Account account, Rotations rotations) implements ResourceProvider {
    @Override
    public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
        return ResourceProperties.differs(oldProperties, newProperties, "SecretId");
    }

    @Override
    public Made create(Order order) throws ResourceFailure {
        ObjectNode properties = order.properties();
        String id = ResourceProperties.text(properties, "SecretId", "");
        String function = ResourceProperties.text(properties, "RotationLambdaARN", "");
        String arn = account.secret(id)
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new ResourceFailure("The secret " + id + " does not exist."));
        if (account.function(function).isEmpty()) {
            throw ResourceProperties.noFunction(function);
        }
        if (properties.path("RotateImmediatelyOnUpdate").asBoolean(true)) {
            throw new ResourceFailure(
                    "The sandbox never rotates on its own; run `rotate`. Set RotateImmediatelyOnUpdate to false.");
        }
        Secret.Rotation desired = new Secret.Rotation(
                function,
                properties.path("RotationRules").path("AutomaticallyAfterDays").asInt(0));
        Made made = new Made(arn, ResourceProperties.attributes("Id", arn));
        if (desired.equals(account.secret(arn).orElseThrow().getValue().rotation())) {
            // Undoes a change that was refused.
            return made;
        }
        Optional<String> refused = rotations.test(arn, function);
        if (refused.isPresent()) {
            throw new ResourceFailure(refused.get());
        }
        account.changeSecret(arn, secret -> secret.withRotation(desired));
        return made;
    }

    @Override
    public Made update(Order order) throws ResourceFailure {
        return create(order);
    }

    /** CancelRotateSecret: a pending version stays pending. */
    @Override
    public void delete(Order order) {
        account.changeSecret(order.physicalId(), secret -> secret.withRotation(null));
    }
}
