package dataactions.cli.aws;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.TemplateStage;

/**
 * The stacks of an {@link Aws} account in its region. Only {@link #protect} and {@link #delete} change anything. Every
 * method throws {@link AwsFailure}.
 */
public final class CloudFormation {
    private final Aws aws;

    CloudFormation(Aws aws) {
        this.aws = aws;
    }

    /**
     * A stack in CloudFormation.
     *
     * @param id its ARN
     * @param status such as {@code UPDATE_COMPLETE}
     * @param terminationProtection whether its deletion is refused
     * @param outputs by name
     */
    public record StackDescription(
            String id, String status, boolean terminationProtection, Map<String, String> outputs) {
        private static final Set<String> ROLLED_BACK = Set.of("ROLLBACK_COMPLETE", "ROLLBACK_FAILED");
        private static final Set<String> PAUSED = Set.of("CREATE_FAILED", "UPDATE_FAILED");
        private static final Set<String> CLOSED = Set.of("DELETE_FAILED", "UPDATE_ROLLBACK_FAILED");

        /** The stack has only a change set that was never executed: no template and no resources. */
        public boolean isInReview() {
            return status.equals("REVIEW_IN_PROGRESS");
        }

        /** The first deployment failed. The CDK CLI deletes such a stack, and creates it again. */
        public boolean isRolledBack() {
            return ROLLED_BACK.contains(status);
        }

        /** A deployment failed, and rollback was off. */
        public boolean isPaused() {
            return PAUSED.contains(status);
        }

        /** CloudFormation works on the stack, and takes no deployment. */
        public boolean isBusy() {
            return status.endsWith("_IN_PROGRESS") && !isInReview();
        }

        /** CloudFormation refuses every deployment. */
        public boolean refusesDeployments() {
            return CLOSED.contains(status);
        }
    }

    /** Calls only DescribeStacks; empty if there is no stack of that name. */
    public Optional<StackDescription> describe(String name) {
        return call("DescribeStacks", formation -> {
            try {
                return formation.describeStacks(request -> request.stackName(name)).stacks().stream()
                        .findFirst()
                        .map(described -> {
                            Map<String, String> outputs = new LinkedHashMap<>();
                            described
                                    .outputs()
                                    .forEach(output -> outputs.put(output.outputKey(), output.outputValue()));
                            return new StackDescription(
                                    described.stackId(),
                                    described.stackStatusAsString(),
                                    Boolean.TRUE.equals(described.enableTerminationProtection()),
                                    outputs);
                        });
            } catch (CloudFormationException e) {
                if (e.statusCode() == 400
                        && e.awsErrorDetails() != null
                        && String.valueOf(e.awsErrorDetails().errorMessage()).contains("does not exist")) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /**
     * A stack with its resources.
     *
     * @param physicalIds by logical id
     */
    public record Stack(StackDescription description, Map<String, String> physicalIds) {
        /** By name. */
        public Map<String, String> outputs() {
            return description.outputs();
        }
    }

    /** The stack of that name; empty if there is none. */
    public Optional<Stack> find(String name) {
        return describe(name)
                .map(described -> call("ListStackResources", formation -> {
                    Map<String, String> ids = new LinkedHashMap<>();
                    // Read in pages, because DescribeStackResources returns at most 100.
                    formation
                            .listStackResourcesPaginator(request -> request.stackName(name))
                            .stackResourceSummaries()
                            .forEach(resource -> {
                                if (resource.physicalResourceId() != null
                                        && !"DELETE_COMPLETE".equals(resource.resourceStatusAsString())) {
                                    ids.put(resource.logicalResourceId(), resource.physicalResourceId());
                                }
                            });
                    return new Stack(described, ids);
                }));
    }

    /** The template that a stack was deployed with, as JSON text. */
    public String template(String stackName) {
        return call(
                "GetTemplate",
                formation -> formation
                        .getTemplate(request -> request.stackName(stackName).templateStage(TemplateStage.ORIGINAL))
                        .templateBody());
    }

    /** Turns a stack's termination protection on or off. */
    public void protect(String stackId, boolean on) {
        call(
                "UpdateTerminationProtection",
                formation -> formation.updateTerminationProtection(
                        request -> request.stackName(stackId).enableTerminationProtection(on)));
    }

    /**
     * Deletes a stack with the role that it was deployed with. Returns when CloudFormation has accepted the request.
     */
    public void delete(String stackId) {
        call("DeleteStack", formation -> formation.deleteStack(request -> request.stackName(stackId)));
    }

    /**
     * An event of a resource of a stack, or of the stack itself.
     *
     * @param type such as {@code AWS::Lambda::Function}; for the stack itself {@code AWS::CloudFormation::Stack}
     * @param reason empty if there is none
     */
    public record StackEvent(
            String id, Instant at, String logicalId, String physicalId, String type, String status, String reason) {}

    /**
     * The events of a stack after a given event, oldest first.
     *
     * @param stackId the stack's ARN, because a deleted stack cannot be found by its name
     * @param after the id of an event; empty to get only the newest event
     */
    public List<StackEvent> eventsAfter(String stackId, String after) {
        return call("DescribeStackEvents", formation -> {
            LinkedList<StackEvent> events = new LinkedList<>();
            for (var it : formation
                    .describeStackEventsPaginator(request -> request.stackName(stackId))
                    .stackEvents()) {
                if (it.eventId().equals(after)) {
                    break;
                }
                events.addFirst(new StackEvent(
                        it.eventId(),
                        it.timestamp(),
                        it.logicalResourceId(),
                        Objects.toString(it.physicalResourceId(), ""),
                        it.resourceType(),
                        it.resourceStatusAsString(),
                        Objects.toString(it.resourceStatusReason(), "")));
                if (after.isEmpty()) {
                    break;
                }
            }
            return List.copyOf(events);
        });
    }

    private <T> T call(String operation, Function<CloudFormationClient, T> call) {
        return Aws.call("cloudformation:" + operation, () -> {
            try (CloudFormationClient formation =
                    aws.configured(CloudFormationClient.builder(), "CLOUDFORMATION", aws.required())) {
                return call.apply(formation);
            }
        });
    }
}
