package dataactions.cli.author.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.authoring.JsonFile;
import dataactions.authoring.proposal.call.CallProposal;
import dataactions.authoring.proposal.call.RawCall;
import dataactions.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The upstream of a new definition in {@code cdk.json}. */
class UpstreamPlanTest {
    private static final String BEFORE = "{\"context\": {\"environments\": {\"dev\": {}}}}";

    @TempDir
    private Path folder;

    private UpstreamPlan plan() throws IOException {
        return plan(BEFORE, "https://crm.example/users/1");
    }

    private UpstreamPlan plan(String cdk, String url) throws IOException {
        Path file = Files.writeString(folder.resolve("cdk.json"), cdk);
        byte[] bytes = Files.readAllBytes(file);
        return UpstreamPlan.of(
                new ProjectUpstreams(file, bytes, ProjectUpstreams.environments(JsonFile.parse(bytes))),
                "dev",
                CallProposal.of(RawCall.ofUrl(url)),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void the_upstream_is_written_into_the_file_that_was_read() throws IOException {
        assertThat(plan().write()).isTrue();
        assertThat(folder.resolve("cdk.json")).content().contains("https://crm.example");
    }

    @Test
    void a_byte_order_mark_stays() throws IOException {
        UpstreamPlan plan = plan("\uFEFF" + BEFORE, "https://crm.example/users/1");

        assertThat(plan.write()).isTrue();
        assertThat(folder.resolve("cdk.json")).content().startsWith("\uFEFF{").contains("https://crm.example");
    }

    @ParameterizedTest
    @CsvSource({
        "https://crm.example, https://crm.example:443/users/1, false",
        "https://CRM.example:443, https://crm.example/users/1, false",
        "https://crm.example:8443, https://crm.example/users/1, true"
    })
    void the_usual_port_is_the_same_upstream(String known, String url, boolean isNew) throws IOException {
        String cdk = BEFORE.replace("{}", "{\"upstreams\": {\"crm\": {\"url\": \"" + known + "\"}}}");

        assertThat(plan(cdk, url).isNew()).isEqualTo(isNew);
    }

    @Test
    void an_upstream_that_was_written_can_be_taken_out() throws IOException {
        UpstreamPlan plan = plan();
        plan.write();

        plan.undo();

        assertThat(folder.resolve("cdk.json")).hasContent(BEFORE);
    }

    @Test
    void a_file_that_changed_meanwhile_is_left_alone() throws IOException {
        UpstreamPlan plan = plan();
        String other = BEFORE.replace("dev", "test");
        Files.writeString(folder.resolve("cdk.json"), other);

        assertThat(plan.write()).isFalse();
        assertThat(folder.resolve("cdk.json")).hasContent(other);
        assertThat(folder).isDirectoryContaining("glob:**cdk.json").isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void a_file_that_cannot_be_written_is_named() throws IOException {
        UpstreamPlan plan = plan();
        Files.delete(folder.resolve("cdk.json"));

        for (Runnable each : List.<Runnable>of(plan::checkWritable, plan::write)) {
            assertThatThrownBy(each::run)
                    .isInstanceOf(CommandException.class)
                    .hasMessage("The upstream crm cannot be written into " + folder.resolve("cdk.json")
                            + ": check the permissions of the file and of its folder.");
        }
        assertThat(folder).isEmptyDirectory();
    }
}
