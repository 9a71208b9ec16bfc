package dataactions.registrar.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * Genesys with the {@link RetryPolicy} around every call, so that nobody can forget it. Which call is safe to repeat is
 * said here: everything but the creations. A test call is repeated too: the function behind an action is safe to repeat
 * (Genesys itself may send a request twice).
 */
public final class PatientGenesys implements Genesys {
    private final Genesys genesys;
    private final RetryPolicy policy;

    public PatientGenesys(Genesys genesys, RetryPolicy policy) {
        this.genesys = genesys;
        this.policy = policy;
    }

    @Override
    public Flows flows() {
        Flows to = genesys.flows();
        return new Flows() {
            @Override
            public String indexState() {
                return policy.repeatable("read the state of Architect's dependency index", to::indexState);
            }

            @Override
            public Page<Flow> using(String actionId, boolean secure, FlowFilter filter, Cursor cursor) {
                return policy.repeatable(
                        "list the flows that use the action", () -> to.using(actionId, secure, filter, cursor));
            }
        };
    }

    @Override
    public Organizations organizations() {
        return () -> policy.repeatable(
                "read the organization", () -> genesys.organizations().mine());
    }

    @Override
    public Credentials credentials() {
        Credentials to = genesys.credentials();
        return new Credentials() {
            @Override
            public Page<Credential> list(Cursor cursor) {
                return policy.repeatable("list credentials", () -> to.list(cursor));
            }

            @Override
            public Optional<Credential> find(String id) {
                return policy.repeatable("read the credential", () -> to.find(id));
            }

            @Override
            public String create(String name, String type, Map<String, String> fields) {
                return policy.once("create the credential", () -> to.create(name, type, fields));
            }

            @Override
            public void replace(String id, String name, String type, Map<String, String> fields) {
                run("write the credential", () -> to.replace(id, name, type, fields));
            }

            @Override
            public void delete(String id) {
                run("delete the credential", () -> to.delete(id));
            }
        };
    }

    @Override
    public Integrations integrations() {
        Integrations to = genesys.integrations();
        return new Integrations() {
            @Override
            public Page<Integration> list(Cursor cursor) {
                return policy.repeatable("list integrations", () -> to.list(cursor));
            }

            @Override
            public Optional<Integration> find(String id) {
                return policy.repeatable("read the integration", () -> to.find(id));
            }

            @Override
            public Optional<Configuration> configuration(String id) {
                return policy.repeatable("read the integration's configuration", () -> to.configuration(id));
            }

            @Override
            public String create(String name, String type) {
                return policy.once("create the integration", () -> to.create(name, type));
            }

            @Override
            public void configure(String id, Configuration configuration) {
                run("write the integration's configuration", () -> to.configure(id, configuration));
            }

            @Override
            public Integration enable(String id) {
                return policy.repeatable("enable the integration", () -> to.enable(id));
            }

            @Override
            public void delete(String id) {
                run("delete the integration", () -> to.delete(id));
            }
        };
    }

    @Override
    public Actions actions() {
        Actions to = genesys.actions();
        return new Actions() {
            @Override
            public Page<Action> list(String name, Cursor cursor) {
                return policy.repeatable("list actions", () -> to.list(name, cursor));
            }

            @Override
            public Optional<Action> find(String id) {
                return policy.repeatable("read the action", () -> to.find(id));
            }

            @Override
            public Optional<String> template(String id, String fileName) {
                return policy.repeatable("read the action's template", () -> to.template(id, fileName));
            }

            @Override
            public String create(NewAction action) {
                return policy.once("create the action", () -> to.create(action));
            }

            @Override
            public void change(
                    String id, int version, String name, String category, ActionConfiguration configuration) {
                run("change the action", () -> to.change(id, version, name, category, configuration));
            }

            @Override
            public void delete(String id) {
                run("delete the action", () -> to.delete(id));
            }

            @Override
            public TestResult test(String id, JsonNode input) {
                return policy.repeatable("test the action", () -> to.test(id, input));
            }
        };
    }

    private void run(String operation, Runnable call) {
        policy.repeatable(operation, () -> {
            call.run();
            return null;
        });
    }
}
