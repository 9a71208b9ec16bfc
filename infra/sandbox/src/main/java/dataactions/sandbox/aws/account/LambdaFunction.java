package dataactions.sandbox.aws.account;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
public record LambdaFunction(
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
    public static LambdaFunction of(String name, String arn, Configuration latest) {
        return new LambdaFunction(name, arn, latest, 0, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), null);
    }

    /** A state folder of an older version has only the number of retries of asynchronous invocations. */
    @JsonCreator
    static LambdaFunction read(
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
            retries.forEach((qualifier, count) -> known.put(qualifier, EventInvokeConfig.DEFAULT.withRetries(count)));
        }
        return new LambdaFunction(
                name, arn, latest, lastVersion, versions, aliases, urls, permissions, known, reservedConcurrency);
    }

    public LambdaFunction withLatest(Configuration changed) {
        return copy(changed, versions, aliases, urls, permissions, events);
    }

    public LambdaFunction withVersion(String number, Configuration published) {
        return copy(latest, ChangedMap.with(versions, number, published), aliases, urls, permissions, events);
    }

    public LambdaFunction withoutVersion(String number) {
        return copy(latest, ChangedMap.without(versions, number), aliases, urls, permissions, events);
    }

    public LambdaFunction withAlias(String alias, String number) {
        return copy(latest, versions, ChangedMap.with(aliases, alias, number), urls, permissions, events);
    }

    public LambdaFunction withoutAlias(String alias) {
        return copy(latest, versions, ChangedMap.without(aliases, alias), urls, permissions, events);
    }

    public LambdaFunction withUrl(String qualifier, Url url) {
        return copy(latest, versions, aliases, ChangedMap.with(urls, qualifier, url), permissions, events);
    }

    public LambdaFunction withoutUrl(String qualifier) {
        return copy(latest, versions, aliases, ChangedMap.without(urls, qualifier), permissions, events);
    }

    public LambdaFunction withPermission(String id, Permission permission) {
        return copy(latest, versions, aliases, urls, ChangedMap.with(permissions, id, permission), events);
    }

    public LambdaFunction withoutPermission(String id) {
        return copy(latest, versions, aliases, urls, ChangedMap.without(permissions, id), events);
    }

    public LambdaFunction withEvents(String qualifier, EventInvokeConfig config) {
        return copy(latest, versions, aliases, urls, permissions, ChangedMap.with(events, qualifier, config));
    }

    public LambdaFunction withoutEvents(String qualifier) {
        return copy(latest, versions, aliases, urls, permissions, ChangedMap.without(events, qualifier));
    }

    /** @param limit null for no limit */
    public LambdaFunction withReservedConcurrency(Integer limit) {
        return new LambdaFunction(name, arn, latest, lastVersion, versions, aliases, urls, permissions, events, limit);
    }

    /** The newest version's number never falls, also when versions are deleted. */
    private LambdaFunction copy(
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
        return new LambdaFunction(
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
    public EventInvokeConfig eventsOf(String qualifier) {
        return events.getOrDefault(qualifier.isEmpty() ? "$LATEST" : qualifier, EventInvokeConfig.DEFAULT);
    }

    /** The configuration behind a version number, an alias or {@code $LATEST}, with the version's number. */
    public Optional<Map.Entry<String, Configuration>> resolve(String qualifier) {
        if (qualifier.isEmpty() || qualifier.equals("$LATEST")) {
            return Optional.of(Map.entry("$LATEST", latest));
        }
        String number = aliases.getOrDefault(qualifier, qualifier);
        return Optional.ofNullable(versions.get(number)).map(found -> Map.entry(number, found));
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

    /** {@code dev-Function} from {@code arn:aws:lambda:eu-west-1:000000000000:function:dev-Function:live}. */
    public static String nameOf(String nameOrArn) {
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
}
