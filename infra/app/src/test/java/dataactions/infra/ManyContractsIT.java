package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.AuthoringCommand;
import dataactions.authoring.DefinitionSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
                    : Fixture.definitions();
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
        // No other kind of environment has more beside its contracts.
        long beside = resources("full") - RESOURCES_EACH * DeploymentRules.MAX_CONTRACTS;
        int few = Fixture.definitions().contracts().size();
        assertThat(List.of("least", "iam", "plain"))
                .allSatisfy(name -> assertThat(resources(name) - RESOURCES_EACH * few)
                        .as(name)
                        .isLessThanOrEqualTo(beside));
    }

    private long resources(String environment) {
        return types(environment).values().stream().mapToLong(Long::longValue).sum();
    }

    private DefinitionSet definitions(int count) throws IOException {
        Path definitions = Files.createDirectory(folder.resolve("actions"));
        String yaml = Files.readString(Fixture.PROJECT.resolve("function/actions/fetch-user.yaml"));
        for (int i = 0; i < count; i++) {
            Files.writeString(
                    definitions.resolve("fetch-" + i + ".yaml"),
                    yaml.replace("name: FetchUser ", "name: FetchUser" + i + " "));
        }
        StringWriter said = new StringWriter();
        int recorded = AuthoringCommand.commandLine(Map.of())
                .setOut(new PrintWriter(said))
                .execute("contract", "record", "--definitions", definitions.toString());
        assertThat(recorded).as(said.toString()).isZero();
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
