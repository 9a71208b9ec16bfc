package dataactions.registrar.resources.reconcile;

/** Texts that a plan for show has in place of values that nobody knows before the deployment. */
public final class Placeholder {
    /** A value that only a deployment can tell. It is not compared. */
    public static final String UNKNOWN = "(unknown until deployed)";

    /** The id of an object that is yet to be created. It differs from every id that there is. */
    public static final String CREATED = "(known after creation)";

    private Placeholder() {}
}
