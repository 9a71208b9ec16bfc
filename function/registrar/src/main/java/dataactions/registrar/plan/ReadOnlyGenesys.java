package dataactions.registrar.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.genesys.Genesys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An org that is looked at and never written to: whatever would write throws, so that a plan cannot change anything by
 * mistake. Each list is fetched once, whole, and searched here: a plan asks for the same lists once for each resource.
 */
final class ReadOnlyGenesys implements Genesys {
    private final Genesys genesys;
    private List<Credential> credentials;
    private List<Integration> integrations;
    private List<Action> actions;

    ReadOnlyGenesys(Genesys genesys) {
        this.genesys = genesys;
    }

    @Override
    public Organizations organizations() {
        return genesys.organizations();
    }

    List<Credential> allCredentials() {
        if (credentials == null) {
            credentials = all(cursor -> genesys.credentials().list(cursor));
        }
        return credentials;
    }

    List<Integration> allIntegrations() {
        if (integrations == null) {
            integrations = all(cursor -> genesys.integrations().list(cursor));
        }
        return integrations;
    }

    List<Action> allActions() {
        if (actions == null) {
            actions = all(cursor -> genesys.actions().list(null, cursor));
        }
        return actions;
    }

    private static <T> List<T> all(Function<Cursor, Page<T>> list) {
        List<T> all = new ArrayList<>();
        for (Cursor cursor = Cursor.START; cursor != null; ) {
            Page<T> page = list.apply(cursor);
            all.addAll(page.items());
            Cursor next = page.next();
            cursor = next == null || next.equals(cursor) ? null : next;
        }
        return List.copyOf(all);
    }

    private static <T> T refused() {
        throw new IllegalStateException("A plan writes nothing.");
    }

    @Override
    public Credentials credentials() {
        return new Credentials() {
            @Override
            public Page<Credential> list(Cursor cursor) {
                return new Page<>(allCredentials(), null);
            }

            @Override
            public Optional<Credential> find(String id) {
                return genesys.credentials().find(id);
            }

            @Override
            public String create(String name, String type, Map<String, String> fields) {
                return refused();
            }

            @Override
            public void replace(String id, String name, String type, Map<String, String> fields) {
                refused();
            }

            @Override
            public void delete(String id) {
                refused();
            }
        };
    }

    @Override
    public Integrations integrations() {
        return new Integrations() {
            @Override
            public Page<Integration> list(Cursor cursor) {
                return new Page<>(allIntegrations(), null);
            }

            @Override
            public Optional<Integration> find(String id) {
                return genesys.integrations().find(id);
            }

            @Override
            public Optional<Configuration> configuration(String id) {
                return genesys.integrations().configuration(id);
            }

            @Override
            public String create(String name, String type) {
                return refused();
            }

            @Override
            public void configure(String id, Configuration configuration) {
                refused();
            }

            @Override
            public Integration enable(String id) {
                return refused();
            }

            @Override
            public void delete(String id) {
                refused();
            }
        };
    }

    @Override
    public Actions actions() {
        return new Actions() {
            @Override
            public Page<Action> list(String name, Cursor cursor) {
                // The name only shortens the list for who asks Genesys; here one renamed by hand is to be found too.
                return new Page<>(allActions(), null);
            }

            @Override
            public Optional<Action> find(String id) {
                return genesys.actions().find(id);
            }

            @Override
            public Optional<String> template(String id, String fileName) {
                return genesys.actions().template(id, fileName);
            }

            @Override
            public String create(NewAction action) {
                return refused();
            }

            @Override
            public void change(
                    String id, int version, String name, String category, ActionConfiguration configuration) {
                refused();
            }

            @Override
            public void delete(String id) {
                refused();
            }

            @Override
            public TestResult test(String id, JsonNode input) {
                return refused();
            }
        };
    }

    @Override
    public Flows flows() {
        return genesys.flows();
    }
}
