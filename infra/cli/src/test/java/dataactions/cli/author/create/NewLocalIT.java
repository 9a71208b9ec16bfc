package dataactions.cli.author.create;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.cli.Run;
import dataactions.cli.TestProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new action runs on this machine, before anybody makes its secret. */
class NewLocalIT {
    @TempDir
    private Path folder;

    @Test
    void a_new_action_whose_upstream_has_auth_deploys_locally_and_answers_its_example() throws Exception {
        TestProject project = new TestProject(folder.resolve("project"));
        Path answer = folder.resolve("answer.json");
        Files.writeString(
                answer, "{\"id\": \"ORD-2041\", \"total\": 12.5, \"items\": [{\"sku\": \"a\", \"count\": 2}]}");

        Run made = Run.offline(
                Map.of(),
                project.root(),
                "new",
                "FetchOrder",
                "--yes",
                "--curl",
                "curl -H 'Authorization: Bearer s3cretToken4711' https://crm.example/v1/orders/ORD-2041",
                "--response",
                answer.toString());
        assertThat(made.status()).as(made.all()).isZero();
        assertThat(made.out()).contains("local invoke FetchOrder --inputs '{\"orderId\":\"ORD-2041\"}'");

        project.synthesise();
        Run deployed = Run.offline(
                Map.of(),
                project.root(),
                "local",
                "deploy",
                "--state",
                folder.resolve("state").toString(),
                "--assembly",
                project.root().resolve("cdk.out").toString(),
                "--invoke",
                "FetchOrder",
                "--inputs",
                "{\"orderId\":\"ORD-2041\"}");
        assertThat(deployed.status()).as(deployed.all()).isZero();
        assertThat(deployed.out()).contains("\"total\": 12.5", "data.items.sku", "Outcome: success");
    }
}
