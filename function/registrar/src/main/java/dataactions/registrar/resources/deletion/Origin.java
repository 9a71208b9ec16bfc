package dataactions.registrar.resources.deletion;

/** How an object with our tag came to be in Genesys, as the registrar noted on it. */
public enum Origin {
    /** The CloudFormation request that is being handled created it. */
    THIS_REQUEST,
    /** An earlier request of this stack created it. */
    THIS_STACK,
    /** It was there before the stack: another stack of the same name created it, or this one retired it. */
    EARLIER,
    /** Like {@link #EARLIER}; the registrar found it retired and put it back into service. */
    EARLIER_RETIRED,
    /** A person created it, and the environment says {@code genesys.adopt}. */
    ADOPTED
}
