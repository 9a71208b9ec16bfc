package dataactions.sandbox.cloudformation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.template.Template;
import dataactions.assembly.template.TemplateEvaluator;
import dataactions.assembly.template.TemplateException;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import dataactions.sandbox.cloudformation.provider.ResourceTypes;
import dataactions.sandbox.cloudformation.state.ResourceState;
import dataactions.sandbox.cloudformation.state.ResourceStatus;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Creates, updates or deletes one resource by its provider. Each step is in the journal before and after the call. */
final class ResourceSteps {
    private static final int MAX_PHYSICAL_ID = 1024;
    /** The longest name of a Lambda function or of a role. CloudFormation cuts the names that it generates. */
    private static final int MAX_NAME = 64;

    private static final int RANDOM_CHARACTERS = 12;

    private final StackJournal journal;
    private final StackValues values;
    private final ResourceTypes types;
    private final Supplier<String> ids;

    ResourceSteps(StackJournal journal, StackValues values, ResourceTypes types, Supplier<String> ids) {
        this.journal = journal;
        this.values = values;
        this.types = types;
        this.ids = ids;
    }

    void create(Template.Resource resource, TemplateEvaluator evaluator) throws ResourceFailure {
        ObjectNode desired = desired(resource, evaluator, ResourceStatus.CREATE_FAILED);
        ResourceState fresh = fresh(resource, desired, evaluator);
        journal.resource(fresh);
        make(fresh, ResourceStatus.CREATE_COMPLETE, ResourceStatus.CREATE_FAILED);
    }

    /** Brings a resource to what the template says: creates it, changes it in place, or replaces it. */
    void update(Template.Resource resource, TemplateEvaluator evaluator, OnFailure onFailure) throws ResourceFailure {
        ResourceState current = journal.state().resources().get(resource.logicalId());
        if (current == null) {
            create(resource, evaluator);
            return;
        }
        if (current.status() == ResourceStatus.CREATE_FAILED) {
            // It has no stable state to go on from.
            String failure = delete(current);
            if (!failure.isEmpty()) {
                throw journal.failed(current, new ResourceFailure(failure), ResourceStatus.CREATE_FAILED);
            }
            journal.save(journal.state().without(current));
            journal.save(journal.state().withBefore(journal.state().before().without(current.logicalId())));
            create(resource, evaluator);
            return;
        }
        ObjectNode desired = desired(resource, evaluator, ResourceStatus.UPDATE_FAILED);
        boolean otherType = !current.type().equals(resource.type());
        boolean stable = current.status().settled();
        if (!otherType && stable && current.properties().equals(desired)) {
            return;
        }
        boolean replace = otherType || provider(resource.type()).replaces(current.properties(), desired);
        if (replace && onFailure == OnFailure.PAUSE) {
            throw journal.failed(
                    current,
                    new ResourceFailure("Replacement type updates not supported on stack with disable-rollback."),
                    stable ? ResourceStatus.UPDATE_FAILED : current.status());
        }
        if (replace) {
            ResourceState fresh = fresh(resource, desired, evaluator).with(ResourceStatus.UPDATE_IN_PROGRESS, "");
            journal.event(current.with(
                    ResourceStatus.UPDATE_IN_PROGRESS,
                    "Requested update requires the creation of a new physical resource; hence creating one."));
            journal.save(journal.state().with(fresh));
            make(fresh, ResourceStatus.UPDATE_COMPLETE, ResourceStatus.UPDATE_FAILED);
        } else {
            change(current, desired);
        }
    }

    /** Updates a resource in place and saves the result. */
    void change(ResourceState current, ObjectNode desired) throws ResourceFailure {
        ResourceState changing = current.withProperties(desired, ResourceStatus.UPDATE_IN_PROGRESS);
        journal.resource(changing);
        try {
            ResourceProvider.Made made =
                    call(() -> provider(current.type()).update(order(current, desired, current.properties())));
            journal.updated(changing.made(made.physicalId(), made.attributes(), ResourceStatus.UPDATE_COMPLETE));
        } catch (ResourceFailure failure) {
            throw journal.failed(changing, failure, ResourceStatus.UPDATE_FAILED);
        }
    }

    /** Sends one Delete. Returns the reason of a failure, or empty. */
    String delete(ResourceState resource) {
        journal.event(resource.with(ResourceStatus.DELETE_IN_PROGRESS, ""));
        try {
            String note = call(() -> provider(resource.type())
                    .remove(order(resource, resource.properties(), JsonNodeFactory.instance.objectNode())));
            journal.deleted(resource, note);
            return "";
        } catch (ResourceFailure failure) {
            return failure.getMessage();
        }
    }

    /** The evaluated properties of a resource. If a reference has no value, the resource gets the status failed. */
    ObjectNode desired(Template.Resource resource, TemplateEvaluator evaluator, ResourceStatus failed)
            throws ResourceFailure {
        try {
            return values.properties(resource, evaluator);
        } catch (TemplateException failure) {
            throw journal.notEvaluated(resource, failure.getMessage(), failed);
        }
    }

    ResourceProvider provider(String type) throws ResourceFailure {
        return types.find(type).orElseThrow(() -> new ResourceFailure("The sandbox has no provider for " + type + "."));
    }

    private ResourceState fresh(Template.Resource resource, ObjectNode desired, TemplateEvaluator evaluator) {
        String name = journal.state().name() + "-" + resource.logicalId();
        String random =
                ids.get().replace("-", "").substring(0, RANDOM_CHARACTERS).toUpperCase(Locale.ROOT);
        return new ResourceState(
                resource.logicalId(),
                resource.type(),
                name.substring(0, Math.min(name.length(), MAX_NAME - 1 - RANDOM_CHARACTERS)) + "-" + random,
                ResourceStatus.CREATE_IN_PROGRESS,
                "",
                desired,
                Map.of(),
                evaluator.dependencies(resource.logicalId()),
                resource.deletionPolicy(),
                resource.updateReplacePolicy());
    }

    /** Creates a resource and saves the outcome; {@code fresh} has the proposed physical id. */
    private void make(ResourceState fresh, ResourceStatus complete, ResourceStatus failed) throws ResourceFailure {
        try {
            ResourceProvider.Made made = call(() -> provider(fresh.type())
                    .create(order(fresh, fresh.properties(), JsonNodeFactory.instance.objectNode())));
            journal.created(fresh.made(made.physicalId(), made.attributes(), complete));
        } catch (ResourceFailure failure) {
            throw journal.failed(fresh, failure, failed);
        }
    }

    private ResourceProvider.Order order(ResourceState resource, ObjectNode desired, ObjectNode old) {
        return new ResourceProvider.Order(
                journal.state().id(),
                journal.state().name(),
                resource.logicalId(),
                resource.type(),
                resource.physicalId(),
                desired.deepCopy(),
                old.deepCopy());
    }

    private interface Call<T> {
        T run() throws ResourceFailure;
    }

    private static <T> T call(Call<T> call) throws ResourceFailure {
        try {
            T answer = call.run();
            if (answer instanceof ResourceProvider.Made made
                    && made.physicalId().getBytes(StandardCharsets.UTF_8).length > MAX_PHYSICAL_ID) {
                throw new ResourceFailure("The physical id is longer than " + MAX_PHYSICAL_ID + " bytes.");
            }
            return answer;
        } catch (RuntimeException bug) {
            // A defect of a provider counts as a failure of its resource, so the stack is rolled back.
            throw new ResourceFailure("Internal error of the sandbox: " + Objects.toString(bug.getMessage(), "") + " ("
                    + bug.getClass().getName() + ")");
        }
    }
}
