package dataactions.registrar.resources.deletion;

/**
 * The rule that decides what happens to an object of the stack when it is deleted. The result depends only on the
 * arguments. {@code DeletionPolicyTest} contains the whole table.
 */
public final class DeletionPolicy {
    private DeletionPolicy() {}

    /** What to do with one object. */
    public enum Decision {
        DELETE,
        /** The object stays as it is. */
        KEEP,
        /** The object stays. An action gets a name that says that it is retired. */
        RENAME,
        /** The object stays without our tag, and gets the credential that it had before it was adopted. */
        RESTORE
    }

    /** What to do with one object of the stack. */
    public static Decision decide(DeletionCause cause, OnDestroy onDestroy, ObjectOrigin origin, InUse inUse) {
        if (retains(cause, onDestroy)) {
            return Decision.KEEP;
        }
        if (origin == ObjectOrigin.ADOPTED) {
            return cause == DeletionCause.ROLLBACK || deletesUsed(cause, onDestroy) || inUse == InUse.NO
                    ? Decision.RESTORE
                    : Decision.KEEP;
        }
        if (isKeptByRollback(cause, origin)) {
            return origin == ObjectOrigin.EARLIER_RETIRED ? Decision.RENAME : Decision.KEEP;
        }
        if (deletesUsed(cause, onDestroy)) {
            return Decision.DELETE;
        }
        // If a failed deployment created the object minutes ago, flows are unlikely to use it, so UNKNOWN counts as not
        // used. For every other object UNKNOWN counts as used.
        boolean justCreated =
                cause == DeletionCause.ROLLBACK || cause == DeletionCause.STRAY && origin == ObjectOrigin.THIS_REQUEST;
        boolean needed = justCreated ? inUse == InUse.YES : inUse != InUse.NO;
        return needed ? Decision.RENAME : Decision.DELETE;
    }

    /** Whether {@link #decide} depends on the usage. If not, the registrar does not ask Genesys for the usage. */
    public static boolean dependsOnUsage(DeletionCause cause, OnDestroy onDestroy, ObjectOrigin origin) {
        return decide(cause, onDestroy, origin, InUse.NO) != decide(cause, onDestroy, origin, InUse.YES);
    }

    /** Whether every object of the stack stays in Genesys. An unknown cause counts as a destroy. */
    public static boolean retains(DeletionCause cause, OnDestroy onDestroy) {
        return onDestroy == OnDestroy.RETAIN && destroys(cause);
    }

    /** Whether a rollback keeps the object, because it existed before the failed deployment. */
    public static boolean isKeptByRollback(DeletionCause cause, ObjectOrigin origin) {
        return cause == DeletionCause.ROLLBACK
                && (origin == ObjectOrigin.EARLIER || origin == ObjectOrigin.EARLIER_RETIRED);
    }

    /** Whether to refuse to destroy the stack while its actions are used. */
    public static boolean guards(DeletionCause cause, OnDestroy onDestroy) {
        return onDestroy == OnDestroy.REFUSE && destroys(cause);
    }

    /** Whether the last Delete of a stack also deletes objects that stayed in Genesys for flows. */
    public static boolean sweeps(DeletionCause cause, OnDestroy onDestroy) {
        return cause == DeletionCause.DESTROY && onDestroy != OnDestroy.RETAIN;
    }

    private static boolean destroys(DeletionCause cause) {
        return cause == DeletionCause.DESTROY || cause == DeletionCause.UNKNOWN;
    }

    /** An object in use is deleted only if the stack is certainly destroyed. An unknown cause may be an update. */
    private static boolean deletesUsed(DeletionCause cause, OnDestroy onDestroy) {
        return cause == DeletionCause.DESTROY && onDestroy == OnDestroy.DELETE;
    }
}
