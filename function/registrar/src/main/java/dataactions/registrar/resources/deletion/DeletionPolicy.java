package dataactions.registrar.resources.deletion;

/**
 * The rule that decides what happens to an object of the stack when it is deleted. Pure: the answer depends on the
 * arguments alone. {@code DeletionPolicyTest} holds the whole table.
 */
public final class DeletionPolicy {
    private DeletionPolicy() {}

    /** What to do with one object. */
    public enum Decision {
        DELETE,
        /** The object stays as it is. */
        KEEP,
        /** The object stays; an action gets a name that says that it is retired. */
        RENAME,
        /** The object stays without our tag, and gets the credential back that it had before it was adopted. */
        RESTORE
    }

    /** What to do with one object of the stack. */
    public static Decision decide(DeletionCause cause, OnDestroy onDestroy, Origin origin, InUse inUse) {
        if (retains(cause, onDestroy)) {
            return Decision.KEEP;
        }
        if (origin == Origin.ADOPTED) {
            return cause == DeletionCause.ROLLBACK || deletesUsed(cause, onDestroy) || inUse == InUse.NO
                    ? Decision.RESTORE
                    : Decision.KEEP;
        }
        if (existedBefore(cause, origin)) {
            return origin == Origin.EARLIER_RETIRED ? Decision.RENAME : Decision.KEEP;
        }
        if (deletesUsed(cause, onDestroy)) {
            return Decision.DELETE;
        }
        // No flow can have been built on an object that a failed or dead deployment created minutes ago. For such an
        // object only a flow that is known counts; for all others UNKNOWN counts as used.
        boolean justCreated =
                cause == DeletionCause.ROLLBACK || cause == DeletionCause.STRAY && origin == Origin.THIS_REQUEST;
        boolean needed = justCreated ? inUse == InUse.YES : inUse != InUse.NO;
        return needed ? Decision.RENAME : Decision.DELETE;
    }

    /** Whether {@link #decide} looks at the usage: if not, the registrar does not ask Genesys for it. */
    public static boolean dependsOnUsage(DeletionCause cause, OnDestroy onDestroy, Origin origin) {
        return decide(cause, onDestroy, origin, InUse.NO) != decide(cause, onDestroy, origin, InUse.YES);
    }

    /** Whether every object of the stack stays in Genesys. Where the cause is unknown, it stays too. */
    public static boolean retains(DeletionCause cause, OnDestroy onDestroy) {
        return onDestroy == OnDestroy.RETAIN && destroys(cause);
    }

    /** Whether a rollback meets an object that the failed deployment did not create. */
    public static boolean existedBefore(DeletionCause cause, Origin origin) {
        return cause == DeletionCause.ROLLBACK && (origin == Origin.EARLIER || origin == Origin.EARLIER_RETIRED);
    }

    /** Whether to refuse to destroy the stack while its actions are used. */
    public static boolean guards(DeletionCause cause, OnDestroy onDestroy) {
        return onDestroy == OnDestroy.REFUSE && destroys(cause);
    }

    private static boolean destroys(DeletionCause cause) {
        return cause == DeletionCause.DESTROY || cause == DeletionCause.UNKNOWN;
    }

    /** Only a known destroy deletes what is used: an unknown cause may be another. */
    private static boolean deletesUsed(DeletionCause cause, OnDestroy onDestroy) {
        return cause == DeletionCause.DESTROY && onDestroy == OnDestroy.DELETE;
    }
}
