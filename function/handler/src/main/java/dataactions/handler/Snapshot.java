package dataactions.handler;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Hooks that run before and after a SnapStart snapshot. Lambda calls them through the CRaC API. That API finds Lambda's
 * implementation only by a system property. Without the property the hooks never run, and nothing reports it; so this
 * class sets the property.
 */
final class Snapshot implements Resource {
    private static final String IMPLEMENTATION = "org.crac.Core.Compat";
    private static final String LAMBDAS = "com.amazonaws.services.lambda.crac";

    private final Hook before;
    private final Runnable after;

    /** Runs before the snapshot. */
    interface Hook {
        void run() throws Exception;
    }

    private Snapshot(Hook before, Runnable after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Registers both hooks.
     *
     * @return an object that the caller has to keep, because the registry holds only a weak reference to it
     */
    static Snapshot register(Hook before, Runnable after) {
        if (System.getProperty(IMPLEMENTATION) == null && isThere(LAMBDAS + ".Core")) {
            System.setProperty(IMPLEMENTATION, LAMBDAS);
        }
        Snapshot snapshot = new Snapshot(before, after);
        Core.getGlobalContext().register(snapshot);
        return snapshot;
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, Snapshot.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
        before.run();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        after.run();
    }
}
