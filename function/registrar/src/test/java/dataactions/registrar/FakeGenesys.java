package dataactions.registrar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.genesys.Genesys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An org in memory behind the seam: versions, immutability and marks as Genesys has them, and a fault to order for any
 * call.
 */
final class FakeGenesys implements Genesys {
    static final ObjectMapper JSON = new ObjectMapper();

    /** What goes wrong with the next call of a name. */
    enum Fault {
        /** Before anything happens: throttled, for two seconds. */
        THROTTLED,
        /** Nothing happens; the answer is a 500. */
        FAILS_BEFORE,
        /** It happens; the answer is lost. */
        HAPPENS_AND_IS_LOST,
        /** Someone else changed it meanwhile. */
        CONFLICT,
        BAD_REQUEST,
        NOT_FOUND,
        /** A replica that lags: a read finds nothing, a list is empty. */
        ABSENT,
        FORBIDDEN,
        UNREACHABLE,
        OUT_OF_MEMORY
    }

    final List<String> calls = new ArrayList<>();
    final Map<String, Credential> credentials = new LinkedHashMap<>();
    final Map<String, Map<String, String>> credentialFields = new HashMap<>();
    final Map<String, Integration> integrations = new LinkedHashMap<>();
    final Map<String, Configuration> configurations = new HashMap<>();
    final Map<String, Action> actions = new LinkedHashMap<>();
    /** Names of flows by the id of the action that they use. */
    final Map<String, List<String>> published = new HashMap<>();

    final Map<String, List<String>> checkedIn = new HashMap<>();
    String indexState = "OPERATIONAL";
    String organizationId = "org-1";
    String reportedWhenEnabled = "ACTIVE";
    boolean listsShowConfiguration = true;
    /** Within an integration; whether they are is not documented. */
    boolean namesAreUnique;

    Function<JsonNode, TestResult> tester = input -> result(true, "{\"status\":\"success\",\"data\":{}}");
    Runnable beforeEveryCall = () -> {};

    private final Map<String, Deque<Fault>> faults = new HashMap<>();

    void fault(String call, Fault... order) {
        faults.computeIfAbsent(call, key -> new ArrayDeque<>()).addAll(List.of(order));
    }

    long writes() {
        return calls.stream()
                .filter(it -> !it.startsWith("list") && !it.startsWith("read") && !it.startsWith("test"))
                .count();
    }

    static TestResult result(boolean success, String finalResult) {
        return resultOf(success, finalResult, "{\"operations\":[]}");
    }

    static TestResult resultOf(boolean success, String finalResult, String all) {
        return new TestResult(success, json(finalResult), json(all));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private <T> T call(String name, Supplier<T> work) {
        calls.add(name);
        beforeEveryCall.run();
        Fault fault = faults.getOrDefault(name, new ArrayDeque<>()).poll();
        if (fault == null) {
            return work.get();
        }
        switch (fault) {
            case HAPPENS_AND_IS_LOST -> work.get();
            case ABSENT -> {
                return lagging(name);
            }
            case OUT_OF_MEMORY -> throw new OutOfMemoryError("planted");
            default -> {}
        }
        throw failure(name, fault);
    }

    @SuppressWarnings("unchecked")
    private static <T> T lagging(String name) {
        return (T) (name.startsWith("list") ? new Page<>(List.of(), null) : Optional.empty());
    }

    private static Failure failure(String name, Fault fault) {
        Kind kind =
                switch (fault) {
                    case THROTTLED -> Kind.THROTTLED;
                    case CONFLICT -> Kind.CONFLICT;
                    case BAD_REQUEST -> Kind.BAD_REQUEST;
                    case NOT_FOUND -> Kind.NOT_FOUND;
                    case FORBIDDEN -> Kind.FORBIDDEN;
                    case UNREACHABLE -> Kind.UNREACHABLE;
                    default -> Kind.UNKNOWN_OUTCOME;
                };
        return Failure.genesys(
                kind,
                "Genesys did not " + name + ".",
                "Do this.",
                "its own words",
                "corr-7",
                fault == Fault.THROTTLED ? java.time.Duration.ofSeconds(2) : null,
                null);
    }

    private static Failure notFound(String what) {
        return Failure.genesys(Kind.NOT_FOUND, "No " + what + ".", "Look.", null, "corr-404", null, null);
    }

    private static Failure conflict() {
        return Failure.genesys(Kind.CONFLICT, "Stale.", "Again.", null, "corr-409", null, null);
    }

    @Override
    public Organizations organizations() {
        return () -> call("read organization", () -> new Organization(organizationId, "The org"));
    }

    @Override
    public Credentials credentials() {
        return new Credentials() {
            @Override
            public Page<Credential> list(Cursor cursor) {
                return call("list credentials", () -> page(new ArrayList<>(credentials.values()), cursor));
            }

            @Override
            public Optional<Credential> find(String id) {
                return call("read credential", () -> Optional.ofNullable(credentials.get(id)));
            }

            @Override
            public String create(String name, String type, Map<String, String> fields) {
                return call("create credential", () -> {
                    String id = UUID.randomUUID().toString();
                    credentials.put(id, new Credential(id, name, type));
                    credentialFields.put(id, Map.copyOf(fields));
                    return id;
                });
            }

            @Override
            public void replace(String id, String name, String type, Map<String, String> fields) {
                call("write credential", () -> {
                    present(credentials.get(id), "credential");
                    credentials.put(id, new Credential(id, name, type));
                    return credentialFields.put(id, Map.copyOf(fields));
                });
            }

            @Override
            public void delete(String id) {
                call("delete credential", () -> {
                    present(credentials.remove(id), "credential");
                    return credentialFields.remove(id);
                });
            }
        };
    }

    @Override
    public Integrations integrations() {
        return new Integrations() {
            @Override
            public Page<Integration> list(Cursor cursor) {
                return call("list integrations", () -> page(new ArrayList<>(integrations.values()), cursor));
            }

            @Override
            public Optional<Integration> find(String id) {
                return call("read integration", () -> Optional.ofNullable(integrations.get(id)));
            }

            @Override
            public Optional<Configuration> configuration(String id) {
                return call("read configuration", () -> Optional.ofNullable(configurations.get(id)));
            }

            @Override
            public String create(String name, String type) {
                return call("create integration", () -> {
                    String id = UUID.randomUUID().toString();
                    integrations.put(id, new Integration(id, name, type, "DISABLED", "INACTIVE", "", null));
                    configurations.put(
                            id,
                            new Configuration(1, name, JSON.createObjectNode(), JSON.createObjectNode(), "", Map.of()));
                    return id;
                });
            }

            @Override
            public void configure(String id, Configuration to) {
                call("write configuration", () -> {
                    Configuration now = present(configurations.get(id), "integration");
                    if (now.version() != to.version()) {
                        throw conflict();
                    }
                    configurations.put(
                            id,
                            new Configuration(
                                    now.version() + 1,
                                    to.name(),
                                    to.properties(),
                                    to.advanced(),
                                    to.notes(),
                                    to.credentials()));
                    Integration it = integrations.get(id);
                    return integrations.put(
                            id,
                            new Integration(
                                    id,
                                    to.name(),
                                    it.type(),
                                    it.intendedState(),
                                    it.reportedState(),
                                    it.detail(),
                                    null));
                });
            }

            @Override
            public Integration enable(String id) {
                return call("enable integration", () -> {
                    Integration it = present(integrations.get(id), "integration");
                    Integration enabled = new Integration(
                            id, it.name(), it.type(), "ENABLED", reportedWhenEnabled, "credential incomplete", null);
                    integrations.put(id, enabled);
                    return enabled;
                });
            }

            @Override
            public void delete(String id) {
                call("delete integration", () -> {
                    present(integrations.remove(id), "integration");
                    actions.values().removeIf(it -> it.integrationId().equals(id));
                    return configurations.remove(id);
                });
            }
        };
    }

    @Override
    public Actions actions() {
        return new Actions() {
            @Override
            public Page<Action> list(String name, Cursor cursor) {
                return call("list actions", () -> {
                    List<Action> matching = actions.values().stream()
                            .filter(it -> name == null || it.name().contains(name))
                            .map(it -> new Action(
                                    it.id(),
                                    it.version(),
                                    it.name(),
                                    it.category(),
                                    it.integrationId(),
                                    it.secure(),
                                    null,
                                    null,
                                    listsShowConfiguration ? withoutTemplates(it.configuration()) : null))
                            .toList();
                    return page(matching, cursor);
                });
            }

            @Override
            public Optional<Action> find(String id) {
                return call(
                        "read action",
                        () -> Optional.ofNullable(actions.get(id))
                                .map(it -> new Action(
                                        it.id(),
                                        it.version(),
                                        it.name(),
                                        it.category(),
                                        it.integrationId(),
                                        it.secure(),
                                        it.inputSchema(),
                                        it.successSchema(),
                                        withoutTemplates(it.configuration()))));
            }

            @Override
            public Optional<String> template(String id, String fileName) {
                return call(
                        "read template",
                        () -> Optional.ofNullable(actions.get(id))
                                .map(it -> fileName.startsWith("request")
                                        ? it.configuration().requestTemplate()
                                        : it.configuration().successTemplate()));
            }

            @Override
            public String create(NewAction it) {
                return call("create action", () -> {
                    String id = "custom_-_" + UUID.randomUUID();
                    refuseNamesake(id, it.name(), it.integrationId());
                    actions.put(
                            id,
                            new Action(
                                    id,
                                    1,
                                    it.name(),
                                    it.category(),
                                    it.integrationId(),
                                    it.secure(),
                                    it.inputSchema(),
                                    it.successSchema(),
                                    it.configuration()));
                    return id;
                });
            }

            @Override
            public void change(String id, int version, String name, String category, ActionConfiguration to) {
                call("change action", () -> {
                    Action now = present(actions.get(id), "action");
                    if (now.version() != version) {
                        throw conflict();
                    }
                    refuseNamesake(id, name, now.integrationId());
                    return actions.put(
                            id,
                            new Action(
                                    id,
                                    version + 1,
                                    name,
                                    category,
                                    now.integrationId(),
                                    now.secure(),
                                    now.inputSchema(),
                                    now.successSchema(),
                                    to));
                });
            }

            @Override
            public void delete(String id) {
                call("delete action", () -> present(actions.remove(id), "action"));
            }

            @Override
            public TestResult test(String id, JsonNode input) {
                return call("test action", () -> {
                    present(actions.get(id), "action");
                    return tester.apply(input);
                });
            }
        };
    }

    @Override
    public Flows flows() {
        return new Flows() {
            @Override
            public String indexState() {
                return call("read index", () -> indexState);
            }

            @Override
            public Page<Flow> using(String actionId, boolean secure, FlowFilter filter, Cursor cursor) {
                return call("list flows", () -> {
                    Action it = actions.get(actionId);
                    List<Flow> using = it == null || it.secure() != secure || !indexState.startsWith("OPERATIONAL")
                            ? List.of()
                            : (filter == FlowFilter.PUBLISHED ? published : checkedIn)
                                    .getOrDefault(actionId, List.of()).stream()
                                            .map(name -> new Flow("flow-" + name, name, "INBOUNDCALLFLOW"))
                                            .toList();
                    return page(using, cursor);
                });
            }
        };
    }

    private void refuseNamesake(String id, String name, String integrationId) {
        boolean taken = actions.values().stream()
                .anyMatch(it -> !it.id().equals(id)
                        && it.name().equals(name)
                        && it.integrationId().equals(integrationId));
        if (namesAreUnique && taken) {
            throw failure("take the name", Fault.BAD_REQUEST);
        }
    }

    private static ActionConfiguration withoutTemplates(ActionConfiguration it) {
        return new ActionConfiguration(
                it.timeoutSeconds(), it.requestUrl(), it.requestMethod(), new TreeMap<>(it.headers()), null, null);
    }

    private static <T> T present(T value, String what) {
        if (value == null) {
            throw notFound(what);
        }
        return value;
    }

    /** Two to a page, so that whoever reads only the first is found out. */
    private static <T> Page<T> page(List<T> all, Cursor cursor) {
        int from = Math.min(all.size(), (cursor.page() - 1) * 2);
        int to = Math.min(all.size(), from + 2);
        return new Page<>(all.subList(from, to), to < all.size() ? new Cursor(cursor.page() + 1, null) : null);
    }
}
