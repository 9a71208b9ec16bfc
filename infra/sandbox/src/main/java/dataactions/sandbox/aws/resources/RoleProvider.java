package dataactions.sandbox.aws.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.Role;
import dataactions.sandbox.aws.endpoints.AwsEndpoints;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;

/** {@code AWS::IAM::Role}: saved for callers that assume it at {@link AwsEndpoints}. */
record RoleProvider(Account account, String accountId) implements ResourceProvider {
    @Override
    public boolean inert() {
        return true; // True for the stack's own functions: their permissions are not checked.
    }

    @Override
    public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
        return ResourceProperties.differs(oldProperties, newProperties, "RoleName", "Path");
    }

    @Override
    public Made create(Order order) {
        String name = order.physicalId();
        String arn = "arn:aws:iam::" + accountId + ":role/" + name;
        String trust = order.properties().path("AssumeRolePolicyDocument").toString();
        account.putRole(name, new Role(arn, trust, account.policiesOf(name)));
        return new Made(
                name,
                ResourceProperties.attributes("Arn", arn, "RoleId", "AROA" + Integer.toHexString(name.hashCode())));
    }

    @Override
    public Made update(Order order) {
        return create(order);
    }

    @Override
    public void delete(Order order) {
        account.removeRole(order.physicalId());
    }
}
