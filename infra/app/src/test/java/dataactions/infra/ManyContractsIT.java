package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.Contracts;
import dataactions.authoring.DefinitionSet;
import dataactions.infra.assembly.TemplateLimits;
import dataactions.infra.constructs.RegistrarFunction;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import dataactions.infra.rules.DeploymentRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;

/** As many contracts as one environment may have, in a stack that has all else that one can have. */
class ManyContractsIT {
    /** Of every contract: its action and its parameter. */
    private static final int RESOURCES_EACH = 2;

    @TempDir
    private Path folder;

    @Test
    void as_many_contracts_as_are_allowed_fit_into_the_fullest_stack_and_one_more_does_not() throws Exception {
        assertThat(DeploymentRules.MAX_CONTRACTS).isGreaterThanOrEqualTo(200);
        Map<String, Object> environments = Fixture.everyKind();
        @SuppressWarnings("unchecked")
        Map<String, Object> full = (Map<String, Object>) environments.get("full");
        full.put("checks", Map.of("FetchUser0", Map.of("input", Map.of("userId", 1))));
        App app = Fixture.app(folder);
        for (Environment environment : Environments.read(environments).all()) {
            DefinitionSet definitions = environment.name().equals("full")
                    ? definitions(DeploymentRules.MAX_CONTRACTS)
                    : Fixture.definitionsOf(environment);
            Fixture.stage(app, environment, definitions, folder);
        }

        // The limits of a template are looked at in here.
        DataActionsApp.synth(app);

        assertThat(types("full"))
                .containsEntry("Custom::GenesysDataAction", (long) DeploymentRules.MAX_CONTRACTS)
                .containsEntry("AWS::SSM::Parameter", (long) DeploymentRules.MAX_CONTRACTS)
                .containsEntry("Custom::GenesysActionCheck", 1L)
                .containsEntry("Custom::DestroyGuard", 1L);
        assertThat(resources("full")).isBetween(TemplateLimits.RESOURCES - 1L, (long) TemplateLimits.RESOURCES);
        chains();
        // Together the lanes stay below what Genesys allows, with something left for the checks and for tokens.
        assertThat(pace("full")).isEqualTo("70");
        assertThat(List.of("least", "iam", "plain"))
                .allSatisfy(name -> assertThat(pace(name)).as(name).isNull());
        // No other kind of environment has more beside its contracts.
        long beside = resources("full") - RESOURCES_EACH * DeploymentRules.MAX_CONTRACTS;
        int few = Fixture.definitions().contracts().size();
        assertThat(List.of("least", "iam", "plain"))
                .allSatisfy(name -> assertThat(resources(name) - RESOURCES_EACH * few)
                        .as(name)
                        .isLessThanOrEqualTo(beside));
        // The jobs of slow actions take the room of some contracts.
        int slow = Fixture.slowDefinitions().contracts().size();
        long room = TemplateLimits.RESOURCES - (resources("slow") - RESOURCES_EACH * slow);
        assertThat(DeploymentRules.MAX_CONTRACTS_WITH_JOBS).isEqualTo((int) (room / RESOURCES_EACH));
    }

    /** Each action waits for the one four before it in its lane, and so four are made at a time, all of them in turn. */
    private void chains() {
        Map<?, ?> resources = (Map<?, ?>) Fixture.template(folder, "full").get("Resources");
        Map<String, List<String>> waits = new TreeMap<>();
        resources.forEach((id, resource) -> {
            if (((Map<?, ?>) resource).get("Type").equals("Custom::GenesysDataAction")) {
                waits.put(
                        (String) id,
                        ((List<?>) ((Map<?, ?>) resource).get("DependsOn"))
                                .stream()
                                        .map(String.class::cast)
                                        .filter(each -> each.startsWith("ActionFetchUser"))
                                        .toList());
            }
        });
        assertThat(waits).hasSize(DeploymentRules.MAX_CONTRACTS);
        List<String> first =
                waits.keySet().stream().filter(id -> waits.get(id).isEmpty()).toList();
        assertThat(first).hasSize(4);
        assertThat(waits.values())
                .filteredOn(each -> !each.isEmpty())
                .allSatisfy(each -> assertThat(each).hasSize(1));
        // None has two behind it: what begins as four lanes ends as four.
        assertThat(waits.values().stream().flatMap(List::stream)).doesNotHaveDuplicates();
        Map<String, Integer> depths = new TreeMap<>();
        waits.keySet().forEach(id -> {
            int depth = 1;
            for (String at = id; !waits.get(at).isEmpty(); at = waits.get(at).get(0)) {
                depth++;
            }
            depths.put(id, depth);
        });
        assertThat(depths.values()).allMatch(depth -> depth <= (DeploymentRules.MAX_CONTRACTS + 3) / 4);
    }

    private Object pace(String environment) {
        Map<?, ?> resources = (Map<?, ?>) Fixture.template(folder, environment).get("Resources");
        Map<?, ?> properties = (Map<?, ?>) ((Map<?, ?>) resources.get("Registrar")).get("Properties");
        return ((Map<?, ?>) ((Map<?, ?>) properties.get("Environment")).get("Variables"))
                .get(RegistrarFunction.CALLS_PER_MINUTE);
    }

    private long resources(String environment) {
        return types(environment).values().stream().mapToLong(Long::longValue).sum();
    }

    private DefinitionSet definitions(int count) throws IOException {
        Path definitions = Files.createDirectory(folder.resolve("actions"));
        String yaml = Files.readString(Fixture.SAMPLE.resolve("function/actions/fetch-user.yaml"));
        for (int i = 0; i < count; i++) {
            Files.writeString(
                    definitions.resolve("fetch-" + i + ".yaml"),
                    yaml.replace("name: FetchUser ", "name: FetchUser" + i + " "));
        }
        new Contracts(definitions, line -> {}).record();
        return DefinitionSet.load(definitions);
    }

    private Map<String, Long> types(String environment) {
        Collection<?> resources =
                ((Map<?, ?>) Fixture.template(folder, environment).get("Resources")).values();
        return resources.stream()
                .map(resource -> (String) ((Map<?, ?>) resource).get("Type"))
                .collect(Collectors.groupingBy(type -> type, Collectors.counting()));
    }
}
