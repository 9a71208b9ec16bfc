package dataactions.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.TestProject;
import dataactions.testkit.StubServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of the real {@code ./data-actions console} in a real Chromium, driven by the scenarios of {@code
 * infra/console/test/browser}. It calls a server on this machine. The screenshots are in {@code
 * target/console-screenshots}.
 *
 * <p>{@code -Dconsole.scenario=TEXT} runs the scenarios with TEXT in their name. {@code -Dconsole.pictures} makes the
 * pictures of the documents instead.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher under test is the one for POSIX shells")
class ConsolePageIT {
    private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
    private static final Path PAGE = REPOSITORY.resolve("infra/console");
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_MINUTES = 20;

    private static final String USER = """
            {"id": 1, "name": "Leanne Graham", "username": "Bret", "email": "Sincere@april.biz",
             "address": {"street": "Kulas Light", "suite": "Apt. 556", "city": "Gwenborough",
                         "geo": {"lat": "-37.3159", "lng": "81.1496"}},
             "phone": "1-770-736-8031", "website": "hildegard.org",
             "company": {"name": "Romaguera-Crona", "catchPhrase": "Multi-layered client-server neural-net"},
             "orders": [{"number": "4711", "total": 12.5, "open": true}, {"number": "4712", "total": 3, "open": false}]}
            """;

    @TempDir
    private Path folder;

    private TestProject project;
    private StubServer upstream;
    private Process console;

    @BeforeEach
    void a_project_with_an_upstream_on_this_machine() throws Exception {
        upstream = new StubServer((exchange, request) -> {
            switch (request.target()) {
                case "/users/1" -> StubServer.replyJson(exchange, 200, USER);
                case "/users/1/todos" ->
                    StubServer.replyJson(exchange, 200, "[{\"id\": 1, \"title\": \"delectus\", \"completed\": true}]");
                case "/users/10000" -> StubServer.replyJson(exchange, 200, tenThousandNodes());
                case "/users/30" -> {
                    Thread.sleep(3_000);
                    StubServer.replyJson(exchange, 200, "{}");
                }
                case "/users/500" ->
                    StubServer.reply(
                            exchange, 200, Map.of("Content-Type", "text/html"), "<html><body>Log in</body></html>");
                default -> StubServer.replyJson(exchange, 404, "{}");
            }
        });
        project = new TestProject(folder.resolve("project"));
        project.use("customer-orders.yaml");
        project.configure(dev -> {
            ObjectNode upstreams = dev.putObject("upstreams");
            upstreams.putObject("users").put("url", upstream.url());
            upstreams.putObject("crm").put("url", upstream.url());
        });
        Files.copy(
                REPOSITORY.resolve("data-actions"),
                project.root().resolve("data-actions"),
                StandardCopyOption.COPY_ATTRIBUTES);
        for (String path : List.of("infra/cli/target", "infra/app/target", "node_modules")) {
            Path link = project.root().resolve(path);
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, REPOSITORY.resolve(path));
        }
    }

    private static String tenThousandNodes() {
        return IntStream.range(0, 10_000)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "{\"items\": [", "], \"total\": 10000}"));
    }

    @AfterEach
    void end() throws Exception {
        if (console != null) {
            console.destroy();
            console.waitFor(1, TimeUnit.MINUTES);
        }
        upstream.close();
        // JUnit warns of a link that it deletes.
        for (String path : List.of("infra/cli/target", "infra/app/target", "node_modules")) {
            Files.deleteIfExists(project.root().resolve(path));
        }
    }

    @TestFactory
    Stream<DynamicTest> the_page_in_a_browser() throws Exception {
        needs(Files.exists(PAGE.resolve("dist/index.html")), "the page is not built. Run: npm run build");
        needs(
                Files.isDirectory(PAGE.resolve("node_modules/puppeteer-core")),
                "infra/console has no node_modules. Run: npm ci --prefix infra/console");
        needs(
                Files.isDirectory(REPOSITORY.resolve("node_modules/aws-cdk")),
                "the CDK CLI is not installed. Run: npm ci");
        Optional<Path> browser = browser();
        needs(browser.isPresent(), "there is no Chromium on the PATH, and CHROMIUM_BIN is not set");

        Path results = folder.resolve("results.json");
        ObjectNode settings = JSON.createObjectNode()
                .put("url", start())
                .put("definitions", project.actions().toString())
                .put(
                        "screenshots",
                        Path.of("target/console-screenshots").toAbsolutePath().toString())
                .put("results", results.toString())
                .put("browser", browser.orElseThrow().toString());
        if (System.getProperty("console.pictures") != null) {
            settings.put("pictures", REPOSITORY.resolve("docs/images").toString());
        }
        Path file = Files.writeString(folder.resolve("settings.json"), settings.toString());
        List<String> command = new ArrayList<>(
                List.of("node", PAGE.resolve("test/browser/run.mjs").toString(), file.toString()));
        Optional.ofNullable(System.getProperty("console.scenario")).ifPresent(command::add);
        Path printed = folder.resolve("printed");
        Process scenarios = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        boolean ended = scenarios.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
        scenarios.destroy();

        assertThat(ended && Files.exists(results)).as(Files.readString(printed)).isTrue();
        JsonNode all = JSON.readTree(results.toFile());
        assertThat(all).as(Files.readString(printed)).isNotEmpty();
        List<DynamicTest> tests = new ArrayList<>();
        all.forEach(each -> tests.add(dynamicTest(
                each.path("name").asText(),
                () -> assertThat(each.path("problem").isNull())
                        .as(each.path("problem").asText())
                        .isTrue())));
        return tests.stream();
    }

    /** Starts the console, and returns its URL. */
    private String start() throws Exception {
        Path out = folder.resolve("console");
        ProcessBuilder builder = new ProcessBuilder(
                        "./data-actions",
                        "console",
                        "--json",
                        "--page",
                        PAGE.resolve("dist").toString())
                .directory(project.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        console = builder.start();
        for (int i = 0; i < 6_000 && console.isAlive(); i++) {
            String printed = Files.readString(out);
            if (printed.contains("}")) {
                return JSON.readTree(printed).path("url").asText();
            }
            Thread.sleep(10);
        }
        throw new AssertionError("The console did not start: " + Files.readString(out));
    }

    private static void needs(boolean holds, String otherwise) {
        if (!holds) {
            System.out.println("skipped: ConsolePageIT: " + otherwise);
        }
        assumeTrue(holds, otherwise);
    }

    private static Optional<Path> browser() throws IOException {
        String given = System.getenv("CHROMIUM_BIN");
        if (given != null && !given.isEmpty()) {
            return Optional.of(Path.of(given));
        }
        return Stream.of("chromium", "google-chrome", "chrome")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(path -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
