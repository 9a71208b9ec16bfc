package dataactions.registrar.resources.sweep;

import dataactions.registrar.cloudformation.ResourceAnswer;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.resources.reconcile.EventProgress;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes retired objects that nothing uses any more, when the stack is destroyed. The credential's Delete does this
 * because the credential is the last object of its construct, so no later event could. A failure is only a warning,
 * because the stack must not end in DELETE_FAILED.
 */
public final class LastSweep {
    private final StraySweep sweep;
    private final EventProgress progress;
    private final Log log;

    public LastSweep(StraySweep sweep, EventProgress progress, Log log) {
        this.sweep = sweep;
        this.progress = progress;
        this.log = log;
    }

    /**
     * @param done the answer of the credential's Delete. It may be a success although the org is the wrong one: if the
     *     Create was refused for that reason
     */
    public ResourceAnswer after(ResourceEvent event, ResourceAnswer done, Runnable organizationCheck) {
        progress.settled(done.adding(StraySweep.UNFINISHED));
        Set<String> kept = new LinkedHashSet<>();
        try {
            organizationCheck.run();
            kept.addAll(sweep.sweep(event, StraySweep.Scope.CONSTRUCT, Optional.empty()));
            kept.addAll(sweep.sweepCredentials(event));
        } catch (RuntimeException e) {
            String warning = "Retired objects may be left in Genesys with this stack's ownership tag: "
                    + (e instanceof Failure failure
                            ? failure.reason()
                            : e.getClass().getSimpleName());
            log.warn(warning).with(Log.Key.logicalId, event.logicalId()).write();
            kept.add(warning);
            return done.adding(String.join(" ", kept));
        }
        return kept.isEmpty()
                ? ResourceAnswer.success(done.physicalId(), done.data())
                : done.saying(String.join(" ", kept));
    }
}
