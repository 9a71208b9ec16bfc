package dataactions.registrar;

import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.resources.deletion.DeletionCause;

/** The stack of one event. Its status is read from CloudFormation once, and only if something depends on it. */
final class EventStack {
    private final Services services;
    private final ResourceEvent event;
    private final Log log;
    private String status;

    EventStack(Services services, ResourceEvent event, Log log) {
        this.services = services;
        this.event = event;
        this.log = log;
    }

    DeletionCause deletionCause() {
        return DeletionCause.of(status());
    }

    /** Empty if CloudFormation does not return it. */
    private String status() {
        if (status == null) {
            try {
                status = services.stackStatus().of(event.stackId());
            } catch (RuntimeException e) {
                status = "";
                log.warn("CloudFormation did not return the stack's status, so the deletion cause counts as unknown: "
                                + e.getMessage())
                        .with(Log.Key.logicalId, event.logicalId())
                        .write();
            }
        }
        return status;
    }

    /**
     * Turns the termination protection off when a first deployment is rolled back. That stack ends in
     * ROLLBACK_COMPLETE, and the next deployment deletes it. The protection would prevent that. Each Delete of the
     * rollback does this, because the rollback may have only one Delete.
     *
     * @return a warning if it failed; else empty
     */
    String liftProtection() {
        if (!services.managesTerminationProtection() || !status().equals("ROLLBACK_IN_PROGRESS")) {
            return "";
        }
        try {
            services.terminationProtection().set(event.stackId(), false);
            return "";
        } catch (RuntimeException e) {
            String warning = "The stack's termination protection could not be turned off, so the next deployment cannot"
                    + " replace the stack: " + Failure.sentence(String.valueOf(e.getMessage()))
                    + " Delete it: ./data-actions live destroy.";
            log.warn(warning).with(Log.Key.logicalId, event.logicalId()).write();
            return warning;
        }
    }
}
