package dataactions.definition.deployment;

/**
 * The optional property that repairs objects in Genesys. CloudFormation sends an event to a custom resource only if its
 * properties changed. So a plain deployment does not repair an object that somebody edited or deleted in Genesys. A new
 * value of this property changes the properties of every object and of the destroy guard, and the registrar reconciles
 * them. The registrar does not read the value.
 */
public final class Reconcile {
    /** The name of the property in the template. */
    public static final String PROPERTY = "Reconcile";

    /** The context key whose value becomes the value of the property. */
    public static final String CONTEXT = "reconcile";

    /** The option of {@code cdk deploy}, for messages. */
    public static final String OPTION = "-c " + CONTEXT + "=1";

    /** What a person does about an object that somebody edited or deleted in Genesys, for messages. */
    public static final String REMEDY =
            "Deploy with " + OPTION + " (or another text, if the last deployment had this one).";

    private Reconcile() {}
}
