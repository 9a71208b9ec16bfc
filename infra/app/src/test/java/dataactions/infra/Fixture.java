package dataactions.infra;

import dataactions.authoring.DefinitionSet;
import dataactions.definition.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** Definitions, environments and jars that tests deploy. */
final class Fixture {
    /** Where cdk.json is, whatever folder the tests run in. */
    static final Path PROJECT = project();

    private static final Json.Limits LIMITS = new Json.Limits(64 * 1024 * 1024, 200);

    private Fixture() {}

    /** The smallest that is right: to be edited by the test. */
    static Map<String, Object> environment() {
        Map<String, Object> genesys = new HashMap<>();
        genesys.put("domain", "mypurecloud.ie");
        genesys.put("credentialsSecret", "genesys/oauth-client");
        Map<String, Object> environment = new HashMap<>();
        environment.put("genesys", genesys);
        environment.put("upstreams", new HashMap<>(Map.of("users", Map.of("url", "https://api.example.com/v1"))));
        return environment;
    }

    /** An environment with a check of FetchUser. */
    static Map<String, Object> checkedEnvironment() {
        Map<String, Object> environment = environment();
        environment.put(
                "checks", Map.of("FetchUser", Map.of("input", Map.of("userId", 1), "expect", "status = \"success\"")));
        return environment;
    }

    /** FetchUser in contracts 1 and 2, and PlaceOrder, a POST. */
    static DefinitionSet definitions() {
        return DefinitionSet.load(PROJECT.resolve("infra/app/src/test/resources/definitions"));
    }

    /** Stands for a function's jar, so that no snapshot depends on the bytes of a real one. */
    static Path jar(Path folder, String name) {
        try {
            Path jar = folder.resolve(name);
            Files.writeString(jar, "not a jar: " + name);
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** cdk.json's context: the environments and the feature flags. */
    static Map<String, Object> cdkJsonContext() {
        return AppContext.read(Map.of(), PROJECT).values();
    }

    /** Synthesises and returns the templates by environment. */
    static Map<String, Map<String, Object>> synth(Map<String, Object> environments, DefinitionSet set, Path folder) {
        App app = app(folder);
        for (Environment environment : Environments.read(environments).all()) {
            new DataActionsStage(
                    app,
                    new DataActionsProps(environment, set, jar(folder, "handler.jar"), jar(folder, "registrar.jar")));
        }
        app.synth();
        Map<String, Map<String, Object>> templates = new LinkedHashMap<>();
        environments.keySet().forEach(name -> templates.put(name, template(folder, name)));
        return templates;
    }

    static App app(Path folder) {
        Map<String, Object> flags = new HashMap<>(cdkJsonContext());
        flags.keySet().removeIf(key -> !key.startsWith("@aws-cdk/"));
        return new App(AppProps.builder()
                .context(flags)
                .outdir(folder.resolve("cdk.out").toString())
                .analyticsReporting(false)
                .build());
    }

    /** The template of an environment in a cloud assembly. */
    static Map<String, Object> template(Path folder, String environment) {
        Path assembly = folder.resolve("cdk.out").resolve("assembly-" + environment);
        try (var files = Files.list(assembly)) {
            List<Path> templates = files.filter(
                            file -> file.getFileName().toString().endsWith(".template.json"))
                    .toList();
            if (templates.size() != 1) {
                throw new IllegalStateException(assembly + " holds " + templates);
            }
            return json(templates.get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> json(Path file) {
        try {
            return (Map<String, Object>) Json.parse(Files.readAllBytes(file), LIMITS);
        } catch (Exception e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }

    private static Path project() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isRegularFile(folder.resolve("cdk.json"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("cdk.json is in no folder above the tests");
        }
        return folder;
    }
}
