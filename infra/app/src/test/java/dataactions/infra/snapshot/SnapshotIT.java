package dataactions.infra.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.infra.Fixture;
import org.junit.jupiter.api.Test;

/** What cdk.json and the user's definitions deploy, environment by environment, against what was last accepted. */
class SnapshotIT {
    @Test
    void every_environment_of_cdk_json_deploys_what_was_accepted() throws Exception {
        Snapshots.Check check = Snapshots.of(Fixture.PROJECT).check(!"true".equalsIgnoreCase(System.getenv("CI")));

        check.written().forEach(each -> System.out.println("New: snapshots/" + each + ".json; commit it."));
        assertThat(check.problems()).as(String.join("\n", check.problems())).isEmpty();
    }
}
