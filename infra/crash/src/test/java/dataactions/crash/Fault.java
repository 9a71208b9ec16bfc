package dataactions.crash;

/** What goes wrong with one call to Genesys. */
enum Fault {
    /** The connection ends before anything happened. */
    FAILS(false),
    /** It happens, and its answer is lost. */
    LOST(true),
    /** 429 (at the login host its 400 "rate limit exceeded"); nothing happened. */
    THROTTLED(false),
    /** 500; nothing happened. */
    BROKEN(false),
    /** 500, although it happened. */
    BROKEN_AFTER(true),
    /** No answer for as long as the Lambda lives; nothing happened. */
    HANGS(false),
    /** No answer for as long as the Lambda lives, although it happened. */
    HANGS_AFTER(true),
    /** The Lambda dies with the call on its way; CloudFormation hears nothing until ServiceTimeout. */
    DIES(false),
    /** The Lambda dies when the call has happened. */
    DIES_AFTER(true);

    /** Whether Genesys carries the call out. */
    final boolean happens;

    Fault(boolean happens) {
        this.happens = happens;
    }

    boolean hangs() {
        return this == HANGS || this == HANGS_AFTER;
    }

    boolean dies() {
        return this == DIES || this == DIES_AFTER;
    }

    /** Of a read it makes no difference whether it happened before the answer was lost. */
    boolean appliesTo(String method) {
        return !method.equals("GET") || !happens;
    }
}
