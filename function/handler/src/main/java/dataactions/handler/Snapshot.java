package dataactions.handler;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * What happens around a SnapStart snapshot. Lambda calls it through the CRaC API, which finds Lambda's implementation by
 * a system property only: without it the hooks silently never run, so it is set here.
 */
final class Snapshot implements Resource {
    private static final String IMPLEMENTATION = "org.crac.Core.Compat";
    private static final String LAMBDAS = "com.amazonaws.services.lambda.crac";

    private final Hook before;
    private final Runnable after;

    /** Something to do before the snapshot; a failure there must not lose the function. */
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
     * @return what the caller has to keep: the registry refers to it weakly
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
