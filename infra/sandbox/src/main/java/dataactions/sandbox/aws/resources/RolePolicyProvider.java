package dataactions.sandbox.aws.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import java.util.HashSet;
import java.util.Set;

/** {@code AWS::IAM::Policy}: the permissions of the roles that it names. */
record RolePolicyProvider(Account account) implements ResourceProvider {
    @Override
    public boolean inert() {
        return true; // True for the stack's own functions: their permissions are not checked.
    }

    @Override
    public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
        return false;
    }

    @Override
    public Made create(Order order) {
        String id = order.physicalId();
        Set<String> names = new HashSet<>();
        order.properties().path("Roles").forEach(name -> names.add(name.asText()));
        String document = order.properties().path("PolicyDocument").toString();
        account.changeRoles(
                (name, role) -> names.contains(name) ? role.withPolicy(id, document) : role.withoutPolicy(id));
        return new Made(id, ResourceProperties.attributes("Id", id));
    }

    @Override
    public Made update(Order order) {
        return create(order);
    }

    @Override
    public void delete(Order order) {
        account.changeRoles((name, role) -> role.withoutPolicy(order.physicalId()));
    }
}
