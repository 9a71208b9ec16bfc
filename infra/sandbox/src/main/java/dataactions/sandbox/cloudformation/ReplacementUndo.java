package dataactions.sandbox.cloudformation;

/** How a rollback undoes the replacement of a custom resource. CloudFormation does either. */
public enum ReplacementUndo {
    /** Send an Update with the old properties and the new id. If the answer has another id, send a Delete of the new id. */
    UPDATE_THEN_DELETE,
    /** Send only a Delete of the new id. */
    DELETE_ONLY
}
