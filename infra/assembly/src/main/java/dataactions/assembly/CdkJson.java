package dataactions.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.authoring.JsonFile;
import dataactions.definition.Suggestion;
import dataactions.definition.upstream.Problem;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.Upstreams;
import dataactions.definition.value.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names in {@code cdk.json}. Before a synthesis, a command checks its arguments against them. The app reads the
 * rest of the file and reports its errors.
 *
 * @param app the command line that starts the app; empty if the key is absent
 * @param environments the value of that key in the context; a missing node if the key is absent
 */
public record CdkJson(String app, JsonNode environments) {
    private static final String NAME = "cdk.json";
    private static final JsonMapper JSON = new JsonMapper();

    /** This project's app, with any options of the JVM that do not change what the app does. */
    private static final Pattern OWN_APP = Pattern.compile(
            "\\s*java(\\s+-X\\S+)*\\s+-cp\\s+infra/app/target/app\\.jar\\s+dataactions\\.infra\\.DataActionsApp\\s*");

    /**
     * Reads the file of a project.
     *
     * @throws AssemblyException when the file does not exist or is not JSON; then the message has line and column
     */
    public static CdkJson read(Path project) {
        Path file = project.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new AssemblyException("There is no cdk.json in "
                    + project.toAbsolutePath().normalize() + ": name a synthesised assembly with --assembly.");
        }
        try {
            JsonNode tree = JSON.valueToTree(JsonFile.parse(Files.readAllBytes(file)));
            return new CdkJson(tree.path("app").asText(), tree.at("/context/environments"));
        } catch (JsonException e) {
            throw new AssemblyException(file + ": " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new AssemblyException(file + ": cannot be read: check that it is a file you may read.", e);
        }
    }

    /** Whether the file starts this project's app as it is delivered. */
    public boolean startsOwnApp() {
        return OWN_APP.matcher(app).matches();
    }

    /**
     * The upstreams of an environment, by name.
     *
     * @return empty if the file has no environments; the app reports that
     * @throws AssemblyException when the file has environments, but none of this name
     */
    public Optional<Map<String, Upstream>> upstreams(String environment) {
        List<String> names = environments.properties().stream()
                .map(Map.Entry::getKey)
                .filter(CdkJson::isName)
                .toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        if (!names.contains(environment)) {
            throw new AssemblyException("--environment " + environment + ": cdk.json has no such environment"
                    + Suggestion.didYouMean(environment, names) + " It has: " + String.join(", ", names) + ".");
        }
        List<Problem> problems = new ArrayList<>();
        JsonNode settings = environments.path(environment).path("upstreams");
        Map<String, Upstream> upstreams = Upstreams.read(JSON.convertValue(settings, Object.class), problems);
        return problems.isEmpty() ? Optional.of(upstreams) : Optional.empty();
    }

    /** The names of the upstreams of each environment, right or wrong, by environment. */
    public Map<String, Set<String>> upstreamNames() {
        Map<String, Set<String>> names = new LinkedHashMap<>();
        environments.properties().stream()
                .filter(each -> isName(each.getKey()))
                .forEach(each -> names.put(
                        each.getKey(),
                        each.getValue().path("upstreams").properties().stream()
                                .map(Map.Entry::getKey)
                                .filter(CdkJson::isName)
                                .collect(Collectors.toCollection(LinkedHashSet::new))));
        return names;
    }

    /** A key that begins with two slashes is a comment. */
    private static boolean isName(String key) {
        return !key.startsWith("//");
    }
}
