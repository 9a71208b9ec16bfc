package dataactions.infra.handbook;

import dataactions.authoring.DefinitionSet;
import dataactions.infra.Fixture;
import dataactions.infra.environment.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A project with an action of each kind, in an environment whose settings must not be on a page. */
final class HandbookFixture {
    static final String HOSTILE_DESCRIPTION =
            "<script>alert(1)</script> | `tick` *bold* [x](javascript:alert(1)) &amp;";
    static final String ACCOUNT = "123456789012";
    static final String ORGANIZATION = "12345678-1234-1234-1234-123456789abc";

    private static final String HOSTILE = """
            name: Hostile-Text
            description: "%s"
            secure: true
            input:
              pin: {type: string, required: true, pattern: '[0-9]{4}|<x>', description: "first line\\n- second | line"}
            request: {upstream: crm, method: POST, path: /pins, body: {pin: "{pin}"}}
            output: {valid: {type: boolean, from: ok, required: true, description: "</td></tr></table><b>\\u202E"}}
            errors:
              423: {code: LOCKED, message: "Locked <b>out</b>"}
            examples:
              - {name: right, input: {pin: "8642"}, response: {status: 200, body: {ok: true}}, data: {valid: true}}
            """.formatted(HOSTILE_DESCRIPTION);

    private static final String FLAT = """
            name: Flat Answer
            description: A flat answer that cannot name an outcome.
            answer: flat
            input: {id: {type: string}, status: {type: string}}
            request: {upstream: crm, path: /flat}
            output: {status: {type: string}, branch: {type: number}, other: {type: array, items: {type: integer}}}
            errors:
              404: defaults
              409: {code: EXISTS, message: It exists}
            """;

    private static final String SLOW_FLAT = """
            name: Slow Flat
            description: Slow, with a flat answer.
            answer: flat
            async: {limit: 5m}
            request: {upstream: crm, path: /slow}
            output:
              state: {type: string, from: $status}
              job:   {type: string, from: $requestId}
              id:    {type: string, default: ""}
            """;

    private HandbookFixture() {}

    /** The actions, in a new folder. FetchUser has two contracts in service. */
    static DefinitionSet definitions(Path folder) {
        try {
            copy(Fixture.PROJECT.resolve("infra/authoring/patterns"), folder);
            copy(Fixture.PROJECT.resolve("infra/app/src/test/resources/definitions"), folder);
            Files.copy(Fixture.SAMPLE.resolve("function/actions/list-todos.yaml"), folder.resolve("list-todos.yaml"));
            Files.writeString(folder.resolve("hostile.yaml"), HOSTILE);
            Files.writeString(folder.resolve("flat.yaml"), FLAT);
            Files.writeString(folder.resolve("slow-flat.yaml"), SLOW_FLAT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return DefinitionSet.loadWithDrafts(folder);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    static Environment environment(Object frontDoor) {
        Map<String, Object> upstreams = new HashMap<>();
        upstreams.put("users", Map.of("url", "https://users.example.com"));
        upstreams.put("orders", Map.of("url", "https://orders.example.com"));
        upstreams.put(
                "crm",
                Map.of(
                        "url",
                        "https://crm.example.com:8443/base",
                        "auth",
                        Map.of("type", "apiKey", "in", "header", "name", "X-Key", "secret", "crm/api-key")));
        Map<String, Object> settings = new HashMap<>();
        settings.put(
                "genesys",
                Map.of(
                        "domain",
                        "euw2.pure.cloud",
                        "credentialsSecret",
                        "arn:aws:secretsmanager:eu-west-1:" + ACCOUNT + ":secret:genesys/test",
                        "organizationId",
                        ORGANIZATION));
        settings.put("account", ACCOUNT);
        settings.put("kmsKey", "arn:aws:kms:eu-west-1:" + ACCOUNT + ":key/1a-2b");
        settings.put("alarmsTopic", "arn:aws:sns:eu-west-1:" + ACCOUNT + ":on-call");
        settings.put("categorySuffix", " (test)");
        settings.put("frontDoor", frontDoor);
        settings.put("upstreams", upstreams);
        return Environment.of("test", settings);
    }

    static List<String> settingsThatStayInside() {
        return List.of("arn:", ACCOUNT, ORGANIZATION, "genesys/test", "crm/api-key", "X-Key", "on-call", "/base");
    }
}
