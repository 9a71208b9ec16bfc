package dataactions.registrar;

import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.Rig.Resource;
import dataactions.registrar.TestOrg.Fault;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.ActionConfiguration;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.Credential;
import dataactions.registrar.genesys.Genesys.Integration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@link ContractSuite} over each resource. */
class ContractTest {
    private static final String SOMEONE = "210987654321/eu-west-1/dev-DataActions/";

    @Nested
    class OfTheCredential extends ContractSuite {
        @Override
        Resource first() {
            return Rig.credential();
        }

        @Override
        Resource changed() {
            return Rig.credential().with("SecretGeneration", "2");
        }

        @Override
        Map<String, String> shown(String id) {
            return Map.of("CredentialType", rig.genesys.credentials.get(id).type());
        }

        @Override
        Set<String> ids() {
            return rig.genesys.credentials.keySet();
        }

        @Override
        void foreign() {
            rig.genesys.credentials.put(ANOTHERS, new Credential(ANOTHERS, SOMEONE + "Credential", "userDefined"));
        }

        @Override
        void breakDown() {
            rig.genesys.fault("list credentials", Fault.OUT_OF_MEMORY);
        }
    }

    @Nested
    class OfTheIntegration extends ContractSuite {
        @Override
        Resource first() {
            return Rig.integration("credential-1");
        }

        @Override
        Resource changed() {
            return Rig.integration("credential-2").with("Name", "Data actions, renamed");
        }

        @Override
        Map<String, String> shown(String id) {
            Configuration configuration = rig.genesys.configurations.get(id);
            Integration integration = rig.genesys.integrations.get(id);
            return Map.of(
                    "Name",
                    configuration.name(),
                    "IntegrationType",
                    integration.type(),
                    "CredentialId",
                    configuration.credentials().get("basicAuth"));
        }

        @Override
        Set<String> ids() {
            return rig.genesys.integrations.keySet();
        }

        @Override
        void foreign() {
            rig.genesys.integrations.put(
                    ANOTHERS,
                    new Integration(
                            ANOTHERS, "Data actions (dev)", "custom-rest-actions", "ENABLED", "ACTIVE", "", null));
            rig.genesys.configurations.put(
                    ANOTHERS,
                    new Configuration(
                            3,
                            "Data actions (dev)",
                            TestOrg.JSON.createObjectNode(),
                            TestOrg.JSON.createObjectNode(),
                            "Managed by CloudFormation: " + SOMEONE + "Integration",
                            Map.of()));
        }

        @Override
        void breakDown() {
            rig.genesys.fault("list integrations", Fault.OUT_OF_MEMORY);
        }
    }

    @Nested
    class OfAnAction extends ContractSuite {
        @Override
        Resource first() {
            return Rig.action("integration-1");
        }

        @Override
        Resource changed() {
            return Rig.action("integration-1")
                    .with("Name", "FetchUser (contract 1)")
                    .with("TimeoutSeconds", "20")
                    .with("Category", "Other")
                    .with("RequestUrl", "https://def.lambda-url.eu-west-1.on.aws/");
        }

        @Override
        Map<String, String> shown(String id) {
            Action action = rig.genesys.actions.get(id);
            return Map.of(
                    "Name", action.name(),
                    "Category", action.category(),
                    "IntegrationId", action.integrationId(),
                    "Secure", String.valueOf(action.secure()),
                    "TimeoutSeconds", String.valueOf(action.configuration().timeoutSeconds()),
                    "RequestUrl", action.configuration().requestUrl(),
                    "RequestMethod", action.configuration().requestMethod(),
                    "RequestTemplate", action.configuration().requestTemplate(),
                    "InputSchema", action.inputSchema().toString(),
                    "SuccessSchema", action.successSchema().toString());
        }

        @Override
        Set<String> ids() {
            return rig.genesys.actions.keySet();
        }

        @Override
        void foreign() {
            for (String id : new String[] {"custom_-_" + ANOTHERS, "static_-_1"}) {
                rig.genesys.actions.put(
                        id,
                        new Action(
                                id,
                                1,
                                "FetchUser",
                                "Customer Data",
                                "integration-1",
                                false,
                                TestOrg.json(Rig.INPUT),
                                TestOrg.json(Rig.OUTPUT),
                                new ActionConfiguration(
                                        10,
                                        "https://x/",
                                        "POST",
                                        Map.of("Data-Action-Owner", SOMEONE + "ActionFetchUser1"),
                                        "{}",
                                        "${rawResult}")));
            }
        }

        @Override
        void breakDown() {
            rig.genesys.fault("list actions", Fault.OUT_OF_MEMORY);
        }
    }

    /** A resource behind which nothing stands in Genesys. */
    abstract static class OfACheck extends ContractSuite {
        @Override
        Map<String, String> shown(String id) {
            // The newest first; a rollback to the one before it calls nothing, and then both are held.
            return Map.of("Digest", id.split("-")[2].split("\\.")[0]);
        }

        @Override
        Set<String> ids() {
            return Set.of();
        }

        @Override
        int objects() {
            return 0;
        }

        @Override
        boolean idSaysWhatWasProved() {
            return true;
        }

        @Override
        void foreign() {
            // Others have none of its kind.
        }

        abstract int called();

        @Test
        void what_is_proved_is_not_proved_again_and_a_rollback_calls_nothing() {
            String created = id(rig.create(first()));
            int calls = called();
            assertThat(calls).isPositive();
            succeeded(rig.update(created, first(), first()));
            assertThat(called()).isEqualTo(calls);

            String updated = id(rig.update(created, first(), changed()));
            int after = called();
            assertThat(after).isGreaterThan(calls);
            succeeded(rig.update(updated, changed(), first()));
            assertThat(called()).isEqualTo(after);
        }

        @Test
        void an_upstream_that_stays_down_after_a_failed_update_does_not_hinder_the_rollback() {
            String created = id(rig.create(first()));
            everythingIsDown();
            JsonNode failed = rig.update(created, first(), changed().with("OnUpstreamFault", "fail"));
            refused(failed);
            assertThat(id(failed)).isEqualTo(created);

            succeeded(rig.update(id(failed), changed().with("OnUpstreamFault", "fail"), first()));
            succeeded(rig.delete(id(failed), first()));
        }

        abstract void everythingIsDown();
    }

    @Nested
    class OfTheFunctionCheck extends OfACheck {
        private static final String CHECKS = "[{\"name\":\"FetchUser\",\"action\":\"FetchUser\",\"input\":{}}]";

        @Override
        Resource first() {
            return Rig.functionCheck("aa11", CHECKS);
        }

        @Override
        Resource changed() {
            return Rig.functionCheck("bb22", CHECKS);
        }

        @Override
        void breakDown() {
            boolean[] broken = {true};
            rig.function = event -> {
                if (broken[0]) {
                    broken[0] = false;
                    throw new OutOfMemoryError("planted");
                }
                return Rig.envelope("{\"status\":\"success\",\"data\":{}}");
            };
        }

        @Override
        int called() {
            return rig.invocations.size();
        }

        @Override
        void everythingIsDown() {
            rig.function = event -> Rig.envelope("{\"status\":\"error\",\"data\":{},\"errorCode\":"
                    + "\"UPSTREAM_UNAVAILABLE\",\"error\":\"The upstream did not answer\"}");
        }
    }

    @Nested
    class OfTheActionCheck extends OfACheck {
        private static final String CHECKS = "[{\"name\":\"FetchUser\",\"action\":\"FetchUser\",\"input\":{}}]";
        private static final String ACTION = "custom_-_00000000-0000-0000-0000-0000000000aa";

        @Override
        Resource first() {
            stands();
            return Rig.actionCheck(ACTION, "aa11", CHECKS);
        }

        @Override
        Resource changed() {
            stands();
            return Rig.actionCheck(ACTION, "bb22", CHECKS);
        }

        private void stands() {
            rig.genesys.actions.put(
                    ACTION,
                    new Action(
                            ACTION,
                            1,
                            "FetchUser",
                            "Customer Data",
                            "integration-1",
                            false,
                            TestOrg.json(Rig.INPUT),
                            TestOrg.json(Rig.OUTPUT),
                            new ActionConfiguration(10, "https://x/", "POST", Map.of(), "{}", "${rawResult}")));
        }

        @Override
        void breakDown() {
            rig.genesys.fault("test action", Fault.OUT_OF_MEMORY);
        }

        @Override
        int called() {
            return (int)
                    rig.genesys.calls.stream().filter("test action"::equals).count();
        }

        @Override
        void everythingIsDown() {
            rig.genesys.tester = input -> TestOrg.result(
                    true,
                    "{\"status\":\"error\",\"data\":{},\"errorCode\":\"UPSTREAM_UNAVAILABLE\","
                            + "\"error\":\"The upstream did not answer\"}");
        }
    }

    /** It stands for nothing in Genesys either; what it refuses is RetirementTest's. */
    @Nested
    class OfTheGuard extends ContractSuite {
        @Override
        Resource first() {
            return Rig.guard("refuse").with("IntegrationId", "integration-1");
        }

        @Override
        Resource changed() {
            return Rig.guard("delete").with("IntegrationId", "integration-1");
        }

        @Override
        Map<String, String> shown(String id) {
            return Map.of();
        }

        @Override
        Set<String> ids() {
            return Set.of();
        }

        @Override
        int objects() {
            return 0;
        }

        @Override
        void foreign() {
            // Others have none of its kind.
        }

        @Override
        void breakDown() {
            rig.genesys.fault("list actions", Fault.OUT_OF_MEMORY);
        }

        /** Its Create calls nothing that could throw; its Update does, when it has done its own work. */
        @Override
        @Test
        void an_error_is_answered_and_the_next_event_is_served() {
            String created = id(rig.create(first()));
            breakDown();
            JsonNode updated = rig.update(created, first(), changed());
            succeeded(updated);
            assertThat(updated.path("Reason").asText()).contains("before it had checked all retired objects");
            assertThat(id(updated)).isEqualTo(created);
            succeeded(rig.update(created, changed(), first()));
        }
    }
}
