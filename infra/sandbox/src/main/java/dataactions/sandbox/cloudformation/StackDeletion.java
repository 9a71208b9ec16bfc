package dataactions.sandbox.cloudformation;

import dataactions.sandbox.cloudformation.state.ResourceState;
import dataactions.sandbox.cloudformation.state.ResourceStatus;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.cloudformation.state.StackStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Deletes resources: all of a stack, or those that an update or its rollback left over. */
final class StackDeletion {
    private static final int CLEANUP_ATTEMPTS = 3;

    private final StackJournal journal;
    private final ResourceSteps steps;

    StackDeletion(StackJournal journal, ResourceSteps steps) {
        this.journal = journal;
        this.steps = steps;
    }

    /** Deletes the stack. */
    StackResult delete() {
        StackState state = journal.state();
        if (state.before() != null) {
            List<ResourceState> leftovers = new ArrayList<>(state.leftovers());
            for (ResourceState old : state.before().resources().values()) {
                ResourceState now = state.resources().get(old.logicalId());
                if (now == null || !now.isSameThing(old)) {
                    leftovers.add(old);
                }
            }
            journal.save(state.withLeftovers(leftovers).withBefore(null));
        }
        journal.stack(StackStatus.DELETE_IN_PROGRESS, "");
        List<String> failures = deleteAll(false);
        if (failures.isEmpty()) {
            journal.save(journal.state().withOutputs(Map.of()));
            journal.stack(StackStatus.DELETE_COMPLETE, "");
            return journal.result(StackResult.Ending.DESTROYED);
        }
        journal.stack(
                StackStatus.DELETE_FAILED,
                "The following resource(s) failed to delete: [" + String.join(", ", failures) + "].");
        return journal.result(StackResult.Ending.STUCK);
    }

    /**
     * Deletes all resources and leftovers, except those that an undeleted resource depends on. Returns the ids whose
     * deletion failed.
     */
    List<String> deleteAll(boolean ofFailedCreate) {
        List<ResourceState> all = new ArrayList<>(journal.state().resources().values());
        for (ResourceState each : journal.state().leftovers()) {
            if (all.stream()
                    .noneMatch(other -> other.logicalId().equals(each.logicalId()) && other.isSameThing(each))) {
                all.add(each);
            }
        }
        List<String> failures = new ArrayList<>();
        Set<String> needed = new HashSet<>();
        for (ResourceState each : inDeletionOrder(all)) {
            if (needed.contains(each.logicalId())) {
                needed.addAll(each.dependencies());
                continue;
            }
            boolean retained = each.deletionPolicy().equals("Retain")
                    || each.deletionPolicy().equals("RetainExceptOnCreate") && !ofFailedCreate;
            if (retained && each.status() != ResourceStatus.CREATE_FAILED) {
                journal.retained(each);
                journal.save(journal.state().without(each));
                continue;
            }
            String failure = steps.delete(each);
            if (failure.isEmpty()) {
                journal.save(journal.state().without(each));
            } else {
                failures.add(each.logicalId());
                needed.addAll(each.dependencies());
                ResourceState failed = each.with(ResourceStatus.DELETE_FAILED, failure);
                if (journal.state().resources().get(each.logicalId()) == each) {
                    journal.save(journal.state().with(failed));
                }
                journal.event(failed);
                journal.noteFailure(each.logicalId());
            }
        }
        return failures;
    }

    /** Deletes the leftovers of an update or of its rollback. A leftover that is in use again stays. */
    StackResult cleanUp(StackStatus finished, StackResult.Ending ending) {
        Set<String> seen = new HashSet<>();
        for (ResourceState each : inDeletionOrder(journal.state().leftovers())) {
            ResourceState live = journal.state().resources().get(each.logicalId());
            if ((live == null || !live.isSameThing(each)) && seen.add(each.logicalId() + " " + each.physicalId())) {
                deleteLeftover(each);
            }
            journal.save(journal.state()
                    .withLeftovers(journal.state().leftovers().stream()
                            .filter(other -> other != each)
                            .toList()));
        }
        journal.stack(finished, journal.state().reason());
        return journal.result(ending);
    }

    private void deleteLeftover(ResourceState leftover) {
        for (int attempt = 1; attempt <= CLEANUP_ATTEMPTS; attempt++) {
            String failure = steps.delete(leftover);
            if (failure.isEmpty()) {
                return;
            }
            // Like CloudFormation: after three attempts the old resource is kept.
            journal.event(leftover.with(
                    ResourceStatus.DELETE_FAILED,
                    failure + (attempt == CLEANUP_ATTEMPTS ? " Left behind: delete it by hand." : "")));
        }
    }

    /** Dependents before their dependencies; otherwise the last created first. */
    private static List<ResourceState> inDeletionOrder(List<ResourceState> resources) {
        List<ResourceState> waiting = new ArrayList<>(resources);
        List<ResourceState> sorted = new ArrayList<>();
        while (!waiting.isEmpty()) {
            ResourceState next = null;
            for (int i = waiting.size() - 1; i >= 0 && next == null; i--) {
                ResourceState candidate = waiting.get(i);
                boolean needed = waiting.stream()
                        .anyMatch(other -> !other.logicalId().equals(candidate.logicalId())
                                && other.dependencies().contains(candidate.logicalId()));
                next = needed ? null : candidate;
            }
            // Old and new dependencies together may form a cycle; then the last created goes first.
            ResourceState chosen = next == null ? waiting.get(waiting.size() - 1) : next;
            waiting.removeIf(each -> each == chosen);
            sorted.add(chosen);
        }
        return sorted;
    }
}
