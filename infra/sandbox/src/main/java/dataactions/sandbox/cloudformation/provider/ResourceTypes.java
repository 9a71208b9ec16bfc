package dataactions.sandbox.cloudformation.provider;

import java.util.Optional;

/** Which provider serves a resource type. */
@FunctionalInterface
public interface ResourceTypes {
    /** The provider of a type such as {@code AWS::Lambda::Function}; empty for a type that cannot be deployed here. */
    Optional<ResourceProvider> find(String type);
}
