package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every defence that SECURITY.md claims names tests, and they exist. */
class SecurityMdTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");

    @Test
    void every_test_that_it_names_exists() throws IOException {
        Set<String> tests = new TreeSet<>();
        for (String module : List.of("function", "infra")) {
            try (Stream<Path> files = Files.walk(Fixture.PROJECT.resolve(module))) {
                files.filter(file -> file.toString().replace('\\', '/').contains("/src/test/java/"))
                        .map(file -> file.getFileName().toString().replace(".java", ""))
                        .forEach(tests::add);
            }
        }

        Set<String> named =
                NAME.matcher(text()).results().map(each -> each.group(1)).collect(Collectors.toSet());
        assertThat(named).hasSizeGreaterThan(20).isSubsetOf(tests);
    }

    @Test
    void every_threat_in_its_table_has_a_defence_and_a_test() throws IOException {
        String text = text();
        List<String[]> rows = text.substring(text.indexOf("| Threat |"), text.indexOf("Not defended:"))
                .lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line -> line.substring(2).split(" \\| "))
                .toList();

        assertThat(rows).hasSizeGreaterThan(10).allSatisfy(row -> {
            assertThat(row).hasSize(3).doesNotContain("");
            assertThat(NAME.matcher(row[2]).results().map(MatchResult::group))
                    .as(row[0])
                    .isNotEmpty();
        });
    }

    @Test
    void the_readme_links_to_it() throws IOException {
        assertThat(Files.readString(Fixture.PROJECT.resolve("README.md"))).contains("](SECURITY.md)");
    }

    private static String text() throws IOException {
        return Files.readString(Fixture.PROJECT.resolve("SECURITY.md"));
    }
}
