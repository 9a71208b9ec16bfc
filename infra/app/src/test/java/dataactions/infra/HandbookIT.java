package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.infra.assembly.SynthesisedStack;
import dataactions.infra.environment.Environment;
import dataactions.infra.handbook.Handbook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;

/** A synthesis writes the handbooks beside the assembly, and deploys the same with and without them. */
class HandbookIT {
    @TempDir
    private Path folder;

    @Test
    void each_environment_has_its_page_and_a_page_that_cannot_be_written_changes_no_template() throws IOException {
        SynthesisedStack with = synthesised(folder.resolve("with"));
        Path page = folder.resolve("with/cdk.out/docs/dev.html");
        // A file is where the folder should be.
        Files.createDirectories(folder.resolve("without/cdk.out"));
        Files.writeString(folder.resolve("without/cdk.out/docs"), "");
        SynthesisedStack without = synthesised(folder.resolve("without"));

        assertThat(page)
                .hasContent(Handbook.of(Environment.of("dev", Fixture.environment()), Fixture.definitions())
                        .html());
        assertThat(page.resolveSibling("dev.md")).isNotEmptyFile();
        assertThat(with.messages()).noneMatch(each -> each.text().contains("handbook"));
        assertThat(without.messages())
                .filteredOn(each -> each.text().contains("handbook"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.isError()).isFalse();
                    assertThat(each.text()).contains("was not written", "The deployment does not need it");
                });
        assertThat(without.template()).hasSameBinaryContentAs(with.template());
        assertThat(assets(folder.resolve("with"))).isNotEmpty().isEqualTo(assets(folder.resolve("without")));
    }

    private static SynthesisedStack synthesised(Path where) {
        App app = Fixture.app(where);
        Fixture.stage(app, Environment.of("dev", Fixture.environment()), Fixture.definitions(), where);
        return SynthesisedStack.in(Path.of(app.synth().getDirectory())).get(0);
    }

    /** The names of the assets, which are their digests. */
    private static List<String> assets(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where.resolve("cdk.out"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("asset."))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void the_constructs_of_another_stack_have_pages_of_their_own() {
        Path where = folder.resolve("own");
        App app = Fixture.app(where);
        Fixture.contactCenter(app, where);
        app.synth();

        assertThat(where.resolve("cdk.out/docs/ContactCenter-Europe.html"))
                .content()
                .contains("Data actions of the environment europe");
        assertThat(where.resolve("cdk.out/docs/ContactCenter-America.md")).exists();
    }
}
