package dataactions.registrar.resources.deletion;

/** How an object with our tag came to be in Genesys, as the registrar noted on it. */
public enum ObjectOrigin {
    /** The CloudFormation request that is being handled created it. */
    THIS_REQUEST,
    /** An earlier request of this stack created it. */
    THIS_STACK,
    /** The object existed before the stack: an earlier stack of the same name created it, or this stack retired it. */
    EARLIER,
    /** Like {@link #EARLIER}, but the registrar found the object retired and put it back into service. */
    EARLIER_RETIRED,
    /** A person created it, and the environment says {@code genesys.adopt}. */
    ADOPTED
}
