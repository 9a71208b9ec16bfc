package dataactions.definition.deployment;

import java.util.Arrays;
import java.util.Optional;

/**
 * The custom resource types of a deployed stack. The app writes them into the template, the registrar answers their
 * events, and the plan, the sandbox and {@code live destroy} read them. Their names are part of every deployed stack and never change.
 */
public enum CustomResourceType {
    CREDENTIAL("Custom::GenesysCredential", Kind.GENESYS_OBJECT, "credential"),
    INTEGRATION("Custom::GenesysIntegration", Kind.GENESYS_OBJECT, "integration"),
    ACTION("Custom::GenesysDataAction", Kind.GENESYS_OBJECT, "action"),
    /** Calls the new version of the function before any other caller does. */
    FUNCTION_CHECK("Custom::FunctionCheck", Kind.CHECK, "function check"),
    /** Calls the registered actions with Genesys's own test. */
    ACTION_CHECK("Custom::GenesysActionCheck", Kind.CHECK, "action check"),
    /** Refuses to destroy a stack whose actions are used by flows. */
    DESTROY_GUARD("Custom::DestroyGuard", Kind.GUARD, "destroy guard");

    /** The subject of an event of the type. */
    public enum Kind {
        GENESYS_OBJECT,
        CHECK,
        GUARD
    }

    private final String typeName;
    private final Kind kind;
    private final String noun;

    CustomResourceType(String typeName, Kind kind, String noun) {
        this.typeName = typeName;
        this.kind = kind;
        this.noun = noun;
    }

    /** The type of that name; empty for AWS's own types and for custom resources of others. */
    public static Optional<CustomResourceType> named(String typeName) {
        return Arrays.stream(values())
                .filter(it -> it.typeName.equals(typeName))
                .findFirst();
    }

    /** The name in the template: {@code Custom::…}. */
    public String typeName() {
        return typeName;
    }

    /** Whether a resource of that type name is of this type. */
    public boolean is(String otherTypeName) {
        return typeName.equals(otherTypeName);
    }

    public Kind kind() {
        return kind;
    }

    /** The name for messages. */
    public String noun() {
        return noun;
    }
}
