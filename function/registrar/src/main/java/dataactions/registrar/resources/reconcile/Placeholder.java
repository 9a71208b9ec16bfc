package dataactions.registrar.resources.reconcile;

/** Texts that a plan shows for values that are unknown before the deployment. */
public final class Placeholder {
    /** A value that only a deployment can determine. It is not compared. */
    public static final String UNKNOWN = "(unknown until deployed)";

    /** The id of an object that does not exist yet. It differs from every existing id. */
    public static final String CREATED = "(known after creation)";

    private Placeholder() {}
}
