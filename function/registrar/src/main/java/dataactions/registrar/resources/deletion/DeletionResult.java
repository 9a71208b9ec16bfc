package dataactions.registrar.resources.deletion;

/** How a deletion ended. */
public sealed interface DeletionResult {
    /** The object is gone. */
    record Deleted() implements DeletionResult {}

    /**
     * The object stays in Genesys on purpose. CloudFormation gets a success nevertheless.
     *
     * @param why a sentence for a person: which object, its name, and why it stays
     */
    record Kept(String why) implements DeletionResult {}
}
