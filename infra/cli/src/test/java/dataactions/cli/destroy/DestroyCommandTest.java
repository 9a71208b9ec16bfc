package dataactions.cli.destroy;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.cli.Run;
import dataactions.cli.aws.AwsStandIn;
import dataactions.cli.aws.AwsStandIn.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack that has only a change set: no resources, no template, and nothing that would end by itself. */
class DestroyCommandTest {
    private static final String STACK = "dev-DataActions";

    @TempDir
    private Path root;

    private final AwsStandIn aws = new AwsStandIn();
    private String status = "REVIEW_IN_PROGRESS";
    private String afterDeletion = "DELETE_COMPLETE";

    @BeforeEach
    void a_change_set_that_was_never_executed() throws IOException {
        Files.writeString(root.resolve("cdk.json"), """
                {"context": {"environments": {"dev": {
                  "account": "123456789012", "region": "eu-west-1",
                  "genesys": {"domain": "mypurecloud.ie", "credentialsSecret": "oauth"},
                  "upstreams": {"users": {"url": "https://users.example.com"}}}}}}
                """);
        aws.stacks.put(STACK, new AwsStandIn.Stack(Map.of(), Map.of()));
        aws.stacks.put("other", new AwsStandIn.Stack(Map.of(), Map.of()));
        aws.formation = new AwsStandIn.Formation() {
            @Override
            public String id() {
                return "arn:aws:cloudformation:eu-west-1:123456789012:stack/" + STACK + "/guid";
            }

            @Override
            public void delete(String stack) {
                status = afterDeletion;
            }

            @Override
            public void protect(String stack, boolean on) {}

            @Override
            public List<Event> events() {
                return List.of();
            }

            @Override
            public boolean isProtected() {
                return false;
            }

            @Override
            public String status() {
                return status;
            }
        };
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private Run destroy(String... arguments) {
        return typing(List.of("dev"), arguments);
    }

    private Run typing(List<String> lines, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "live";
        all[1] = "destroy";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Run.typing(lines, root, region -> aws.client(Optional.of("eu-west-1")), all);
    }

    @Test
    void it_is_deleted_without_its_template_and_without_asking_the_org() {
        Run run = destroy("--environment", "dev");

        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.all())
                .contains("Stack dev-DataActions of 123456789012/eu-west-1: REVIEW_IN_PROGRESS, not protected: nothing"
                        + " was deployed yet")
                .contains("Type dev to delete the stack")
                .contains("Deleted: dev-DataActions.");
        assertThat(aws.calls).contains("DeleteStack").doesNotContain("GetTemplate", "GetSecretValue");
    }

    @Test
    void with_json_a_person_sees_what_is_deleted() {
        Run run = destroy("--environment", "dev", "--json");

        assertThat(run.err())
                .containsSubsequence(
                        "Stack dev-DataActions of 123456789012/eu-west-1", "Type dev to delete the stack:");
        assertThat(run.out()).startsWith("{");
    }

    @Test
    void the_end_of_the_input_is_no_yes() {
        Run run = typing(List.of(), "--environment", "dev");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.all())
                .contains("Nothing was changed: you did not type dev.")
                .doesNotContain("--yes");
        assertThat(aws.calls).doesNotContain("DeleteStack");
    }

    @Test
    void a_deletion_that_fails_is_said() {
        afterDeletion = "DELETE_FAILED";

        Run run = destroy("--environment", "dev", "--yes");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.words()).contains("Stack dev-DataActions is in DELETE_FAILED.");
    }

    /** Without a template, only the name says whose stack it is. */
    @Test
    void a_stack_with_another_name_is_not_deleted() {
        Run run = destroy("--stack", "other", "--yes");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("Stack other is not one that this app deploys as its own");
        assertThat(aws.calls).doesNotContain("DeleteStack");
    }
}
