package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.definition.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the README says about the code is what the code says. */
class ReadmeTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("^\\| `([A-Z_]+)` \\| (\\d+) \\| (.*) \\| (.*) \\| (.*) \\|$");
    private static final Pattern SCRIPT = Pattern.compile("npm run ([a-z]+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(((?!https?:)[^)#]+)\\)");

    @ParameterizedTest
    @EnumSource
    void every_error_code_stands_in_its_table_as_the_catalogue_has_it(ErrorCode code) throws Exception {
        Matcher row = rows().stream()
                .filter(each -> each.group(1).equals(code.name()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("README.md has no row for " + code));

        assertThat(row.group(2)).isEqualTo(String.valueOf(code.httpStatus()));
        assertThat(row.group(3)).isEqualTo(code.when());
        assertThat(row.group(4)).isEqualTo(code.retried().words());
        assertThat(row.group(5)).startsWith(code.isFault() ? "fault: Failure path" : "outcome: success path");
    }

    @Test
    void its_table_has_no_code_that_the_catalogue_lacks() throws Exception {
        assertThat(rows()).hasSize(ErrorCode.values().length);
    }

    @Test
    void every_npm_command_it_names_exists() throws Exception {
        JsonNode scripts = new ObjectMapper()
                .readTree(ROOT.resolve("package.json").toFile())
                .path("scripts");

        assertThat(SCRIPT.matcher(readme()).results().map(each -> each.group(1)).distinct())
                .isNotEmpty()
                .allMatch(scripts::has);
    }

    @Test
    void every_file_it_links_to_exists() throws Exception {
        // What is in the folder of the definitions is the user's, who may delete it.
        assertThat(LINK.matcher(readme())
                        .results()
                        .map(each -> each.group(1))
                        .filter(link -> !link.startsWith("function/actions/"))
                        .distinct())
                .isNotEmpty()
                .allMatch(link -> Files.exists(ROOT.resolve(link)));
    }

    private static List<Matcher> rows() throws Exception {
        return readme().lines().map(ROW::matcher).filter(Matcher::matches).toList();
    }

    private static String readme() throws Exception {
        return Files.readString(ROOT.resolve("README.md"));
    }
}
