package dataactions.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.registrar.invocation.Log;
import dataactions.registrar.invocation.Redactor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain-canary-1", "canary-\"quoted\"-1", "canary\\back\\slash", "canary\nof two lines"})
    void a_secret_is_taken_out_whatever_json_makes_of_it(String secret) {
        List<String> lines = new ArrayList<>();
        Redactor redactor = new Redactor();
        redactor.learn(secret);
        new Log(lines::add, redactor)
                .warn("refused " + secret + " here")
                .with(Log.Key.operation, "with " + secret)
                .with(Log.Key.attempt, 2)
                .write();
        assertThat(lines)
                .containsExactly("{\"level\":\"WARN\",\"message\":\"refused [secret] here\","
                        + "\"operation\":\"with [secret]\",\"attempt\":2}");
    }
}
