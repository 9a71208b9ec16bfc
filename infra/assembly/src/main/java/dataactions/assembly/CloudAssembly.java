package dataactions.assembly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.definition.upstream.Problem;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.Upstreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The one stack of one environment in a synthesised cloud assembly ({@code cdk.out}): its template, its parameters and
 * its file assets. Source: the cloud assembly schema, {@code aws-cdk-lib/cloud-assembly-schema}.
 *
 * @param environment the stage's name
 * @param stackName the stack's name
 * @param region the stack's region, or null if the stack has none; then the region of the credentials applies
 * @param template the template as JSON
 * @param parameters values that the assembly gives the template's parameters
 * @param assets the path of each file asset, by its S3 object key
 * @param examples the definitions' examples: the text of {@code examples.json}, which
 *     {@code dataactions.authoring.ExampleCalls} describes; empty if the assembly has none
 * @param terminationProtection whether the stack should have termination protection
 */
public record CloudAssembly(
        String environment,
        String stackName,
        String region,
        JsonNode template,
        Map<String, String> parameters,
        Map<String, Path> assets,
        String examples,
        boolean terminationProtection) {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads the stack of an environment.
     *
     * @param folder the assembly's folder
     * @param environment the name of a stage in it
     * @throws AssemblyException when there is no such assembly, environment or stack
     */
    public static CloudAssembly read(Path folder, String environment) {
        Path root = folder.toAbsolutePath().normalize();
        JsonNode manifest = manifest(root);
        Map<String, Path> stages = new LinkedHashMap<>();
        manifest.path("artifacts").properties().forEach(entry -> {
            if (entry.getValue().path("type").asText().equals("cdk:cloud-assembly")) {
                JsonNode properties = entry.getValue().path("properties");
                String name = properties.path("displayName").asText(entry.getKey());
                stages.put(name, inside(root, properties.path("directoryName").asText()));
            }
        });
        Path stage = stages.get(environment);
        if (stage == null) {
            stage = stages.get("assembly-" + environment);
        }
        if (stage == null) {
            throw new AssemblyException("The cloud assembly " + root + " has no environment '" + environment
                    + "'. It has: " + (stages.isEmpty() ? "none" : String.join(", ", new TreeSet<>(stages.keySet())))
                    + ". Choose one with --environment, or add it under \"environments\" in cdk.json.");
        }
        return stack(stage, environment, text(root.resolve("examples.json")));
    }

    /** The same assembly with another template. */
    public CloudAssembly withTemplate(JsonNode other) {
        return new CloudAssembly(
                environment, stackName, region, other, parameters, assets, examples, terminationProtection);
    }

    /** The same assembly with or without termination protection. */
    public CloudAssembly withTerminationProtection(boolean on) {
        return new CloudAssembly(environment, stackName, region, template, parameters, assets, examples, on);
    }

    /** The upstreams that the stack's functions know, by name, from their variable {@code UPSTREAMS}. */
    public Map<String, Upstream> upstreams() {
        Map<String, Upstream> upstreams = new TreeMap<>();
        for (JsonNode resource : template.path("Resources")) {
            JsonNode variable = resource.at("/Properties/Environment/Variables/UPSTREAMS");
            if (variable.isTextual()) {
                upstreams.putAll(upstreams(variable.asText()));
            }
        }
        return upstreams;
    }

    /** The upstreams in the value of a function's {@code UPSTREAMS} variable, by name. */
    public static Map<String, Upstream> upstreams(String variable) {
        List<Problem> problems = new ArrayList<>();
        try {
            Map<String, Upstream> upstreams = Upstreams.read(JSON.readValue(variable, Object.class), problems);
            if (problems.isEmpty()) {
                return upstreams;
            }
        } catch (JsonProcessingException e) {
            throw new AssemblyException("The template's UPSTREAMS is not JSON: " + e.getOriginalMessage());
        }
        throw new AssemblyException("In the template: " + problems.get(0).below("UPSTREAMS"));
    }

    private static CloudAssembly stack(Path folder, String environment, String examples) {
        JsonNode manifest = manifest(folder);
        List<Map.Entry<String, JsonNode>> stacks = new ArrayList<>();
        manifest.path("artifacts").properties().forEach(entry -> {
            if (entry.getValue().path("type").asText().equals("aws:cloudformation:stack")) {
                stacks.add(entry);
            }
        });
        if (stacks.size() != 1) {
            throw new AssemblyException("Environment '" + environment + "' has " + stacks.size()
                    + " stacks; exactly one is expected"
                    + (stacks.isEmpty()
                            ? "."
                            : ": "
                                    + String.join(
                                            ", ",
                                            stacks.stream()
                                                    .map(Map.Entry::getKey)
                                                    .toList()) + "."));
        }
        JsonNode artifact = stacks.get(0).getValue();
        JsonNode properties = artifact.path("properties");
        Map<String, String> parameters = new LinkedHashMap<>();
        properties
                .path("parameters")
                .properties()
                .forEach(each -> parameters.put(each.getKey(), each.getValue().asText()));
        String[] place =
                artifact.path("environment").asText("").replace("aws://", "").split("/");
        String region = place.length == 2 && !place[1].startsWith("unknown") ? place[1] : null;
        return new CloudAssembly(
                environment,
                properties.path("stackName").asText(stacks.get(0).getKey()),
                region,
                json(inside(folder, properties.path("templateFile").asText())),
                Map.copyOf(parameters),
                assets(folder, manifest),
                examples,
                properties.path("terminationProtection").asBoolean());
    }

    private static Map<String, Path> assets(Path folder, JsonNode manifest) {
        Map<String, Path> assets = new LinkedHashMap<>();
        manifest.path("artifacts").forEach(artifact -> {
            if (artifact.path("type").asText().equals("cdk:asset-manifest")) {
                JsonNode listed = json(
                        inside(folder, artifact.path("properties").path("file").asText()));
                listed.path("files").forEach(file -> {
                    Path source = folder.resolve(
                                    file.path("source").path("path").asText())
                            .normalize();
                    file.path("destinations")
                            .forEach(destination ->
                                    assets.put(destination.path("objectKey").asText(), source));
                });
            }
        });
        return Map.copyOf(assets);
    }

    private static JsonNode manifest(Path folder) {
        Path file = folder.resolve("manifest.json");
        if (!Files.isRegularFile(file)) {
            throw new AssemblyException("There is no cloud assembly in " + folder
                    + " (no manifest.json). Run `npx cdk synth`, or leave --assembly out to have it synthesised.");
        }
        return json(file);
    }

    private static Path inside(Path folder, String name) {
        return folder.resolve(name).normalize();
    }

    private static String text(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new AssemblyException("The cloud assembly's file " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new AssemblyException("The cloud assembly's file " + file + " cannot be read: " + e.getMessage());
        }
    }
}
