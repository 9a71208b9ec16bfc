package dataactions.sandbox.aws;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dataactions.sandbox.aws.dynamodb.Tables;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The objects that the stack's resources have created in one account: functions, secrets, parameters, roles and tables.
 * Thread-safe.
 */
public final class Account {
    /** Everything in the account, as it is saved between commands. */
    public record Content(
            Map<String, Function> functions,
            Map<String, Secret> secrets,
            Map<String, String> parameters,
            Map<String, Role> roles,
            Map<String, Tables.Content> tables) {
        public static final Content EMPTY = new Content(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

        public Content {
            // A state folder of an older version has no roles and no tables.
            roles = roles == null ? Map.of() : roles;
            tables = tables == null ? Map.of() : tables;
        }
    }

    /**
     * A role; its name is its key in {@link Content}. Only callers that assume it are checked against it. The
     * functions' own roles are not checked.
     *
     * @param trust the trust policy: who may assume the role, as JSON
     * @param policies what the role may do: policies as JSON, by physical id
     */
    public record Role(String arn, String trust, Map<String, String> policies) {
        public Role withPolicy(String id, String document) {
            return new Role(arn, trust, with(policies, id, document));
        }

        public Role withoutPolicy(String id) {
            return new Role(arn, trust, without(policies, id));
        }
    }

    /**
     * A function with its versions, aliases and URLs.
     *
     * @param latest the configuration of {@code $LATEST}
     * @param lastVersion the number of the newest version
     * @param versions published configurations by number
     * @param aliases version numbers by alias name
     * @param urls function URLs by qualifier; the URL without a qualifier has the key ""
     * @param events how asynchronous invocations are treated, by qualifier; without an entry, as {@link
     *     EventInvokeConfig#DEFAULT}
     * @param reservedConcurrency how many invocations of all versions may run at once; null without a limit
     */
    public record Function(
            String name,
            String arn,
            Configuration latest,
            int lastVersion,
            Map<String, Configuration> versions,
            Map<String, String> aliases,
            Map<String, Url> urls,
            Map<String, Permission> permissions,
            Map<String, EventInvokeConfig> events,
            Integer reservedConcurrency) {
        /** A new function without versions. */
        public static Function of(String name, String arn, Configuration latest) {
            return new Function(name, arn, latest, 0, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), null);
        }

        /** A state folder of an older version has only the number of retries of asynchronous invocations. */
        @JsonCreator
        static Function read(
                @JsonProperty("name") String name,
                @JsonProperty("arn") String arn,
                @JsonProperty("latest") Configuration latest,
                @JsonProperty("lastVersion") int lastVersion,
                @JsonProperty("versions") Map<String, Configuration> versions,
                @JsonProperty("aliases") Map<String, String> aliases,
                @JsonProperty("urls") Map<String, Url> urls,
                @JsonProperty("permissions") Map<String, Permission> permissions,
                @JsonProperty("events") Map<String, EventInvokeConfig> events,
                @JsonProperty("reservedConcurrency") Integer reservedConcurrency,
                @JsonProperty("retries") Map<String, Integer> retries) {
            Map<String, EventInvokeConfig> known = new LinkedHashMap<>(events == null ? Map.of() : events);
            if (retries != null) {
                retries.forEach(
                        (qualifier, count) -> known.put(qualifier, EventInvokeConfig.DEFAULT.withRetries(count)));
            }
            return new Function(
                    name, arn, latest, lastVersion, versions, aliases, urls, permissions, known, reservedConcurrency);
        }

        public Function withLatest(Configuration changed) {
            return copy(changed, versions, aliases, urls, permissions, events);
        }

        public Function withVersion(String number, Configuration published) {
            return copy(latest, with(versions, number, published), aliases, urls, permissions, events);
        }

        public Function withoutVersion(String number) {
            return copy(latest, without(versions, number), aliases, urls, permissions, events);
        }

        public Function withAlias(String alias, String number) {
            return copy(latest, versions, with(aliases, alias, number), urls, permissions, events);
        }

        public Function withoutAlias(String alias) {
            return copy(latest, versions, without(aliases, alias), urls, permissions, events);
        }

        public Function withUrl(String qualifier, Url url) {
            return copy(latest, versions, aliases, with(urls, qualifier, url), permissions, events);
        }

        public Function withoutUrl(String qualifier) {
            return copy(latest, versions, aliases, without(urls, qualifier), permissions, events);
        }

        public Function withPermission(String id, Permission permission) {
            return copy(latest, versions, aliases, urls, with(permissions, id, permission), events);
        }

        public Function withoutPermission(String id) {
            return copy(latest, versions, aliases, urls, without(permissions, id), events);
        }

        public Function withEvents(String qualifier, EventInvokeConfig config) {
            return copy(latest, versions, aliases, urls, permissions, with(events, qualifier, config));
        }

        public Function withoutEvents(String qualifier) {
            return copy(latest, versions, aliases, urls, permissions, without(events, qualifier));
        }

        /** @param limit null for no limit */
        public Function withReservedConcurrency(Integer limit) {
            return new Function(name, arn, latest, lastVersion, versions, aliases, urls, permissions, events, limit);
        }

        /** The newest version's number never falls, also when versions are deleted. */
        private Function copy(
                Configuration changedLatest,
                Map<String, Configuration> changedVersions,
                Map<String, String> changedAliases,
                Map<String, Url> changedUrls,
                Map<String, Permission> changedPermissions,
                Map<String, EventInvokeConfig> changedEvents) {
            int last = changedVersions.keySet().stream()
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElse(0);
            return new Function(
                    name,
                    arn,
                    changedLatest,
                    Math.max(lastVersion, last),
                    changedVersions,
                    changedAliases,
                    changedUrls,
                    changedPermissions,
                    changedEvents,
                    reservedConcurrency);
        }

        /** @param qualifier empty for {@code $LATEST} */
        EventInvokeConfig eventsOf(String qualifier) {
            return events.getOrDefault(qualifier.isEmpty() ? "$LATEST" : qualifier, EventInvokeConfig.DEFAULT);
        }

        /** The configuration behind a version number, an alias or {@code $LATEST}, with the version's number. */
        Optional<Map.Entry<String, Configuration>> resolve(String qualifier) {
            if (qualifier.isEmpty() || qualifier.equals("$LATEST")) {
                return Optional.of(Map.entry("$LATEST", latest));
            }
            String number = aliases.getOrDefault(qualifier, qualifier);
            return Optional.ofNullable(versions.get(number)).map(found -> Map.entry(number, found));
        }
    }

    /**
     * How asynchronous invocations of one version or alias are treated.
     *
     * @param retries how often an invocation is tried again after the function failed
     * @param maximumAgeSeconds how long an event may wait; then it is discarded
     * @param onFailure the ARN of the function that gets a record of each discarded event; empty if there is none
     */
    public record EventInvokeConfig(int retries, int maximumAgeSeconds, String onFailure) {
        /** What Lambda does without a configuration. */
        public static final EventInvokeConfig DEFAULT = new EventInvokeConfig(2, 21_600, "");

        EventInvokeConfig withRetries(int count) {
            return new EventInvokeConfig(count, maximumAgeSeconds, onFailure);
        }
    }

    /**
     * The configuration of a version.
     *
     * @param code the name of its folder in the kept assets
     * @param environment its variables, with the values of the template
     * @param inert the properties without effect here, as JSON. A change of one of them makes another version, too
     */
    public record Configuration(
            String handler,
            String code,
            int memoryMb,
            int timeoutSeconds,
            Map<String, String> environment,
            String inert) {
        public Configuration {
            // A state folder of an older version has none.
            inert = inert == null ? "" : inert;
        }

        public Configuration(
                String handler, String code, int memoryMb, int timeoutSeconds, Map<String, String> environment) {
            this(handler, code, memoryMb, timeoutSeconds, environment, "");
        }
    }

    /** A function URL: its port, and whether it requires a signature. */
    public record Url(String id, String authType, int port) {}

    /** A statement of a function's resource policy. */
    public record Permission(String qualifier, String action, String principal, boolean viaFunctionUrl) {}

    /**
     * A secret; its ARN is its key in {@link Content}.
     *
     * @param versions values by version id
     * @param stages version ids by staging label. A label is on one version at a time. At the start of a rotation the
     *     new version has a label and no value
     * @param rotation null if it is not rotated
     */
    public record Secret(String name, Map<String, Version> versions, Map<String, String> stages, Rotation rotation) {
        public static Secret of(String name, String versionId, String value, Instant created) {
            return new Secret(name, Map.of(), Map.of(), null)
                    .withVersion(versionId, new Version(value, created.toEpochMilli()))
                    .withStage("AWSCURRENT", versionId);
        }

        /** A state folder of an older version has one value and its id instead of versions. */
        @JsonCreator
        static Secret read(
                @JsonProperty("name") String name,
                @JsonProperty("versions") Map<String, Version> versions,
                @JsonProperty("stages") Map<String, String> stages,
                @JsonProperty("rotation") Rotation rotation,
                @JsonProperty("versionId") String versionId,
                @JsonProperty("value") String value) {
            return versions == null
                    ? of(name, versionId, value, Instant.EPOCH)
                    : new Secret(name, versions, stages, rotation);
        }

        public Secret withVersion(String id, Version version) {
            return new Secret(name, with(versions, id, version), stages, rotation);
        }

        Secret withStage(String stage, String versionId) {
            return new Secret(name, versions, with(stages, stage, versionId), rotation);
        }

        Secret withoutStage(String stage) {
            return new Secret(name, versions, without(stages, stage), rotation);
        }

        public Secret withRotation(Rotation changed) {
            return new Secret(name, versions, stages, changed);
        }

        /** Whether a rotation began and has not ended. */
        Optional<String> pending() {
            return Optional.ofNullable(stages.get("AWSPENDING")).filter(id -> !id.equals(stages.get("AWSCURRENT")));
        }

        @Override
        public String toString() {
            return "Secret[" + name + "]";
        }
    }

    /** A version's value, and when it was written, in milliseconds since 1970. */
    public record Version(String value, long createdAt) {
        @Override
        public String toString() {
            return "Version[" + createdAt + "]";
        }
    }

    /** Which function rotates a secret, and the days between two rotations. */
    public record Rotation(String function, int days) {}

    private final Map<String, Function> functions;
    private final Map<String, Secret> secrets;
    private final Map<String, String> parameters;
    private final Map<String, Role> roles;
    private final Tables tables;

    /** @param clock the time of the tables */
    public Account(Content content, InstantSource clock) {
        functions = new LinkedHashMap<>(content.functions());
        secrets = new LinkedHashMap<>(content.secrets());
        parameters = new LinkedHashMap<>(content.parameters());
        roles = new LinkedHashMap<>(content.roles());
        tables = new Tables(content.tables(), clock);
    }

    /** The tables of DynamoDB. */
    public Tables tables() {
        return tables;
    }

    public synchronized Content content() {
        return new Content(
                new LinkedHashMap<>(functions),
                new LinkedHashMap<>(secrets),
                new LinkedHashMap<>(parameters),
                new LinkedHashMap<>(roles),
                tables.content());
    }

    /** A function by its name, or by an ARN with or without a qualifier. */
    public synchronized Optional<Function> function(String nameOrArn) {
        return Optional.ofNullable(functions.get(nameOf(nameOrArn)));
    }

    public synchronized List<Function> functions() {
        return new ArrayList<>(functions.values());
    }

    public synchronized void put(Function function) {
        functions.put(function.name(), function);
    }

    /** Changes a function; false if no function has this name. */
    public synchronized boolean change(String nameOrArn, UnaryOperator<Function> how) {
        return functions.computeIfPresent(nameOf(nameOrArn), (name, function) -> how.apply(function)) != null;
    }

    public synchronized void removeFunction(String name) {
        functions.remove(nameOf(name));
    }

    /** The names of the code folders that a version still uses. */
    public synchronized Set<String> codeInUse() {
        Set<String> used = new LinkedHashSet<>();
        for (Function function : functions.values()) {
            used.add(function.latest().code());
            function.versions().values().forEach(each -> used.add(each.code()));
        }
        return used;
    }

    /** A secret by its ARN, its ARN without the six random characters, or its name. */
    public synchronized Optional<Map.Entry<String, Secret>> secret(String id) {
        return secrets.entrySet().stream()
                .filter(each -> each.getKey().equals(id)
                        || each.getKey().replaceAll("-[A-Za-z0-9]{6}$", "").equals(id)
                        || each.getValue().name().equals(id))
                .map(each -> Map.entry(each.getKey(), each.getValue()))
                .findFirst();
    }

    /** Every secret that the stack created and that has a schedule, by ARN. */
    public synchronized Map<String, Secret> rotated() {
        Map<String, Secret> rotated = new LinkedHashMap<>(secrets);
        rotated.values().removeIf(secret -> secret.rotation() == null);
        return rotated;
    }

    public synchronized void putSecret(String arn, Secret secret) {
        secrets.put(arn, secret);
    }

    /** Changes a secret; false if no secret has this ARN. */
    public synchronized boolean changeSecret(String arn, UnaryOperator<Secret> how) {
        return secrets.computeIfPresent(arn, (key, secret) -> how.apply(secret)) != null;
    }

    public synchronized void removeSecret(String arn) {
        secrets.remove(arn);
    }

    public synchronized Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    public synchronized void putParameter(String name, String value) {
        parameters.put(name, value);
    }

    public synchronized void removeParameter(String name) {
        parameters.remove(name);
    }

    /** A role by its ARN. */
    synchronized Optional<Role> role(String arn) {
        return roles.values().stream().filter(each -> each.arn().equals(arn)).findFirst();
    }

    public synchronized void putRole(String name, Role role) {
        roles.put(name, role);
    }

    /** Writes the trust policy and keeps the role's other policies. */
    public synchronized Map<String, String> policiesOf(String name) {
        return roles.containsKey(name) ? roles.get(name).policies() : Map.of();
    }

    public synchronized void removeRole(String name) {
        roles.remove(name);
    }

    public synchronized void changeRoles(BiFunction<String, Role, Role> how) {
        roles.replaceAll(how);
    }

    /** {@code dev-Function} from {@code arn:aws:lambda:eu-west-1:000000000000:function:dev-Function:live}. */
    static String nameOf(String nameOrArn) {
        String[] parts = nameOrArn.split(":");
        if (nameOrArn.startsWith("arn:")) {
            return parts.length > 6 ? parts[6] : nameOrArn;
        }
        return parts[0];
    }

    /** {@code live} from the same ARN; empty if the ARN has no qualifier. */
    public static String qualifierOf(String nameOrArn) {
        String[] parts = nameOrArn.split(":");
        int at = nameOrArn.startsWith("arn:") ? 7 : 1;
        return parts.length > at ? parts[at] : "";
    }

    private static <T> Map<String, T> with(Map<String, T> map, String key, T value) {
        Map<String, T> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return changed;
    }

    private static <T> Map<String, T> without(Map<String, T> map, String key) {
        Map<String, T> changed = new LinkedHashMap<>(map);
        changed.remove(key);
        return changed;
    }
}
