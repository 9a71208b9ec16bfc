package dataactions.sandbox.aws.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;

/** {@code AWS::SSM::Parameter} of type String. */
record ParameterProvider(Account account) implements ResourceProvider {
    @Override
    public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
        return ResourceProperties.differs(oldProperties, newProperties, "Name");
    }

    @Override
    public Made create(Order order) throws ResourceFailure {
        String name = ResourceProperties.text(order.properties(), "Name", order.physicalId());
        if (account.parameter(name).isPresent()) {
            throw new ResourceFailure("The parameter " + name + " already exists.");
        }
        return put(name, order.properties());
    }

    @Override
    public Made update(Order order) {
        return put(order.physicalId(), order.properties());
    }

    @Override
    public void delete(Order order) {
        account.removeParameter(order.physicalId());
    }

    private Made put(String name, ObjectNode properties) {
        String value = ResourceProperties.text(properties, "Value", "");
        account.putParameter(name, value);
        return new Made(
                name,
                ResourceProperties.attributes(
                        "Value", value, "Type", ResourceProperties.text(properties, "Type", "String")));
    }
}
