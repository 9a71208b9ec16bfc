package dataactions.infra.environment;

import dataactions.authoring.JsonFile;
import dataactions.definition.Suggestion;
import dataactions.definition.deployment.Reconcile;
import dataactions.definition.value.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The CDK context, read without starting the CDK, so that mistakes in it are reported at once. The CDK CLI passes the
 * context in an environment variable, or in a file if the context is too large. Without the CLI, the app reads the
 * context of {@code cdk.json}.
 *
 * @param values the values by key
 * @param fromFile whether they come from {@code cdk.json}, so that the app must still pass them to the CDK
 */
public record AppContext(Map<String, Object> values, boolean fromFile) {
    private static final String VARIABLE = "CDK_CONTEXT_JSON";
    private static final String OVERFLOW = "CONTEXT_OVERFLOW_LOCATION_ENV";
    private static final String FILE = "cdk.json";
    private static final List<String> KEYS = List.of(
            "environments",
            "definitions",
            "pipeline",
            "handlerJar",
            "registrarJar",
            AppContext.ONLY,
            Reconcile.CONTEXT);
    /** The context key with the one environment of a local assembly. The sandbox sets it; see {@code LocalAssembly}. */
    public static final String LOCAL = "dataactions:local";

    /** The context key with the one environment to synthesise. */
    public static final String ONLY = "only";

    private static final Pattern PRINTABLE = Pattern.compile("[!-~]([ -~]{0,62}[!-~])?");
    private static final Pattern THEIRS = Pattern.compile("[:/@]");

    /** @throws ConfigurationException when the context is missing or is not JSON */
    public static AppContext read(Map<String, String> variables, Path root) {
        if (!variables.containsKey(VARIABLE)) {
            Object context = object(content(root.resolve(FILE)), FILE).get("context");
            return new AppContext(context == null ? Map.of() : object(context, FILE + ": context"), true);
        }
        byte[] bytes = variables.get(VARIABLE).getBytes(StandardCharsets.UTF_8);
        Map<String, Object> values = new LinkedHashMap<>(object(parse(bytes, VARIABLE), VARIABLE));
        String overflow = variables.get(OVERFLOW);
        if (overflow != null) {
            values.putAll(object(content(Path.of(overflow)), overflow));
        }
        return new AppContext(values, false);
    }

    /**
     * The context of {@code cdk.json} with the one environment of a local assembly, without the CDK CLI.
     *
     * @throws ConfigurationException when the file is missing or is not JSON
     */
    public static AppContext local(Path root, String environment) {
        Map<String, Object> values = new LinkedHashMap<>(read(Map.of(), root).values());
        values.put(LOCAL, environment);
        return new AppContext(values, true);
    }

    /** Finds misspelt keys of the app. Keys with a colon, a slash or an at sign belong to the CDK and its libraries. */
    public List<String> slips() {
        return values.keySet().stream()
                .filter(key -> !KEYS.contains(key) && !THEIRS.matcher(key).find())
                .flatMap(key -> Suggestion.nearest(key, KEYS).stream()
                        .map(near -> "cdk.json: " + key + ": unknown key; did you mean \"" + near + "\"?"))
                .toList();
    }

    /** The environment of a local assembly; empty for an assembly for AWS. */
    public Optional<String> local() {
        return name(LOCAL);
    }

    /** The one environment to synthesise; empty for all. */
    public Optional<String> only() {
        return name(ONLY);
    }

    /** The new value of {@link Reconcile#PROPERTY}; empty if the deployment repairs nothing. */
    public Optional<String> reconcile() {
        return reconcile(values.get(Reconcile.CONTEXT));
    }

    /**
     * Checks the value of the context key {@link Reconcile#CONTEXT}.
     *
     * @param value null if the context does not have the key
     * @throws ConfigurationException when the value is not a text of 1 to 64 printable characters
     */
    public static Optional<String> reconcile(Object value) {
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && PRINTABLE.matcher(text).matches()) {
            return Optional.of(text);
        }
        String found = SettingsSchema.typeOf(SettingsSchema.json(value));
        if (value instanceof String text && found.equals("a string")) {
            found = text.length() > 64 ? text.length() + " characters" : "a string with other characters";
        }
        throw new ConfigurationException("context " + Reconcile.CONTEXT
                + ": expected a text of 1 to 64 printable ASCII characters, such as today's date, found " + found);
    }

    private Optional<String> name(String key) {
        Object value = values.get(key);
        if (value != null && !(value instanceof String text && !text.isBlank())) {
            throw new ConfigurationException("context " + key + ": expected the name of an environment, found "
                    + SettingsSchema.typeOf(SettingsSchema.json(value)));
        }
        return Optional.ofNullable((String) value);
    }

    /** The path in the value of {@code key}, or {@code otherwise}. */
    public String path(String key, String otherwise) {
        Object value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof String text && !text.isBlank()) {
            try {
                return Path.of(text).toString();
            } catch (InvalidPathException e) {
                throw new ConfigurationException("cdk.json: " + key + ": no path: " + e.getReason());
            }
        }
        throw new ConfigurationException("cdk.json: " + key + ": expected a path as a string, found "
                + SettingsSchema.typeOf(SettingsSchema.json(value)));
    }

    private static Object content(Path file) {
        try {
            return parse(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new ConfigurationException(
                    file.toAbsolutePath() + ": cannot be read; run the CDK CLI in the folder that holds cdk.json");
        }
    }

    private static Object parse(byte[] bytes, String where) {
        try {
            return JsonFile.parse(bytes);
        } catch (JsonException e) {
            throw new ConfigurationException(where + ": " + e.getMessage());
        }
    }

    private static Map<String, Object> object(Object tree, String where) {
        if (!(tree instanceof Map<?, ?> map)) {
            throw new ConfigurationException(
                    where + ": expected an object, found " + SettingsSchema.typeOf(SettingsSchema.json(tree)));
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }
}
