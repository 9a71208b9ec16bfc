package dataactions.registrar;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.calls.GenesysCalls;
import dataactions.registrar.genesys.calls.GenesysRequest;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.resources.deletion.DeletionCause;

/** The stack of one event. Its status is read from CloudFormation only if something depends on it. */
final class EventStack {
    private final Services services;
    private final ResourceEvent event;
    private final Log log;
    private String status;
    /** Whether a call has failed since the status was last read. Most failed calls are repeated after a pause. */
    private boolean waits;

    EventStack(Services services, ResourceEvent event, Log log) {
        this.services = services;
        this.event = event;
        this.log = log;
    }

    DeletionCause deletionCause() {
        return DeletionCause.of(status());
    }

    /** The first status that was read. Empty if CloudFormation does not return it. */
    private String status() {
        if (status == null) {
            status = read();
        }
        return status;
    }

    private String read() {
        try {
            return services.stackStatus().of(event.stackId());
        } catch (RuntimeException e) {
            log.warn("CloudFormation did not return the stack's status, so it counts as unknown: " + e.getMessage())
                    .with(Log.Key.logicalId, event.logicalId())
                    .write();
            return "";
        }
    }

    /**
     * Sends a call to Genesys, unless it is a write that CloudFormation does not wait for any more. When a resource
     * fails, CloudFormation cancels the events of the others, and sends the events that undo them while their
     * registrars still run. What such a registrar writes later is in Genesys, and not in the stack. That needs an event
     * that waits, so the status is read only then: after a failed call, and again before the next write.
     *
     * @throws Failure REFUSED when CloudFormation has cancelled the event
     */
    JsonNode send(GenesysRequest request, GenesysCalls genesys) {
        boolean writes = request.kind() == GenesysRequest.Kind.CREATE || request.kind() == GenesysRequest.Kind.WRITE;
        if (waits && writes) {
            waits = false;
            failIfCancelled(request.operation());
        }
        try {
            return genesys.send(request);
        } catch (Failure e) {
            // NOT_FOUND is an answer: such a call is not repeated.
            if (event.type() != ResourceEvent.Type.Delete && e.kind() != Kind.NOT_FOUND) {
                waits = true;
                status();
            }
            throw e;
        }
    }

    private void failIfCancelled(String operation) {
        // The rollback sends Updates, too, but no Creates.
        if (event.type() == ResourceEvent.Type.Update && (status().isEmpty() || isUndone(status()))) {
            return;
        }
        String now = read();
        if (isUndone(now)) {
            throw Failure.of(
                    Kind.REFUSED,
                    "The registrar did not " + operation + ": CloudFormation does not wait for " + event.type() + " of "
                            + event.logicalId() + " any more, because the stack is in " + now + ".",
                    "See the stack's events: another resource failed first.");
        }
    }

    private static boolean isUndone(String status) {
        return status.contains("ROLLBACK") || status.startsWith("DELETE");
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
