package dataactions.registrar.resources.deletion;

/** Whether anything in Genesys needs an object. */
public enum InUse {
    NO,
    YES,
    /** Genesys could not answer. */
    UNKNOWN
}
