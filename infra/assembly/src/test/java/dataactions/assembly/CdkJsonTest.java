package dataactions.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CdkJsonTest {
    private static boolean isOwn(String app) {
        return new CdkJson(app, MissingNode.getInstance()).startsOwnApp();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java -cp infra/app/target/app.jar dataactions.infra.DataActionsApp",
                "java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp infra/app/target/app.jar dataactions.infra.DataActionsApp",
            })
    void the_app_as_it_is_delivered_may_run_in_the_command(String app) {
        assertThat(isOwn(app)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "java -cp infra/app/target/app.jar:mine.jar dataactions.infra.DataActionsApp",
                "java -cp infra/app/target/app.jar example.ContactCenterApp",
                "java -Djava.io.tmpdir=/var/tmp -cp infra/app/target/app.jar dataactions.infra.DataActionsApp",
                "java -cp infra/app/target/app.jar dataactions.infra.DataActionsApp --debug",
                "./mine && java -cp infra/app/target/app.jar dataactions.infra.DataActionsApp",
            })
    void an_app_that_may_do_something_else_runs_under_the_cdk_cli(String app) {
        assertThat(isOwn(app)).isFalse();
    }
}
