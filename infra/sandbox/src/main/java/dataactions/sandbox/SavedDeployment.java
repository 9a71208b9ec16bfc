package dataactions.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.sandbox.aws.dynamodb.Tables;
import dataactions.sandbox.cloudformation.state.ResourceState;
import dataactions.sandbox.cloudformation.state.StackState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a state folder says about its local deployment. It is read without the folder's lock, so another command may be
 * using the folder. A command saves its state after each change of the stack, and when it ends.
 *
 * @param integrations the integrations of the Genesys org
 * @param actions the actions of the Genesys org, by name
 * @param jobs the jobs of slow actions, the newest first
 * @param logs the folder of the functions' logs
 */
public record SavedDeployment(
        String environment,
        StackState stack,
        List<Integration> integrations,
        List<Action> actions,
        List<Job> jobs,
        Path logs) {

    /** @param state the state that Genesys reports, such as {@code ENABLED} */
    public record Integration(String id, String name, String state) {}

    /**
     * @param contract its number; 0 if the stack does not know the action
     * @param flows the names of the flows that use it
     */
    public record Action(
            String id, String name, String category, int contract, boolean published, List<String> flows) {}

    /** @param state such as {@code RUNNING} */
    public record Job(String action, String state, Instant created) {}

    /**
     * Reads the state of a folder.
     *
     * @return empty if nothing is deployed
     * @throws SandboxException when the state is damaged, or of another version
     */
    public static Optional<SavedDeployment> read(Path folder) {
        Optional<SandboxState> state = StateFolder.load(folder);
        if (state.isEmpty()
                || state.get().stack() == null
                || state.get().stack().status().gone()) {
            return Optional.empty();
        }
        SandboxState saved = state.get();
        JsonNode org = saved.genesys();
        return Optional.of(new SavedDeployment(
                saved.environment(),
                saved.stack(),
                integrations(org),
                actions(org, saved.stack()),
                saved.account().tables().values().stream()
                        .flatMap(table -> jobs(table).stream())
                        .sorted(Comparator.comparing(Job::created).reversed())
                        .toList(),
                folder.resolve("logs")));
    }

    private static List<Integration> integrations(JsonNode org) {
        List<Integration> all = new ArrayList<>();
        for (JsonNode each : exists(org.path("integrations"))) {
            all.add(new Integration(
                    each.path("id").asText(),
                    each.path("config").path("name").asText(),
                    each.path("intendedState").asText()));
        }
        return all;
    }

    private static List<Action> actions(JsonNode org, StackState stack) {
        List<Action> all = new ArrayList<>();
        for (JsonNode each : exists(org.path("actions"))) {
            String id = each.path("id").asText();
            boolean isPublished = each.has("published");
            JsonNode form = isPublished ? each.path("published") : each.path("draft");
            List<String> flows = new ArrayList<>();
            for (JsonNode flow : org.path("flows")) {
                if (flow.path("actionId").asText().equals(id)) {
                    flows.add(flow.path("name").asText());
                }
            }
            all.add(new Action(
                    id,
                    form.path("name").asText(),
                    form.path("category").asText(),
                    contract(stack, id),
                    isPublished,
                    flows));
        }
        all.sort(Comparator.comparing(Action::name));
        return all;
    }

    private static int contract(StackState stack, String id) {
        return stack.resources().values().stream()
                .filter(resource -> id.equals(resource.physicalId()))
                .map(ResourceState::properties)
                .map(properties -> properties.path("Contract").asInt(0))
                .findFirst()
                .orElse(0);
    }

    /** Genesys shows a deleted object for some seconds more. */
    private static List<JsonNode> exists(JsonNode objects) {
        List<JsonNode> all = new ArrayList<>();
        objects.forEach(each -> {
            if (!each.has("deletedAt")) {
                all.add(each);
            }
        });
        return all;
    }

    private static List<Job> jobs(Tables.Content table) {
        List<Job> all = new ArrayList<>();
        for (JsonNode item : table.items()) {
            String action = item.path("action").path("S").asText();
            if (!action.isEmpty()) {
                all.add(new Job(
                        action,
                        item.path("state").path("S").asText(),
                        Instant.ofEpochMilli(item.path("createdAt").path("N").asLong())));
            }
        }
        return all;
    }
}
