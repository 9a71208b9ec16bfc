package dataactions.cli.author;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.cli.CommandException;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamSecretsTest {
    @TempDir
    private Path folder;

    private static Upstream upstream(String name, String secret) {
        return new Upstream(
                name, URI.create("https://" + name + ".example"), Optional.empty(), new Auth.Bearer(secret), List.of());
    }

    /** With {@code --watch} the definition may change its upstream. */
    @Test
    void a_file_with_one_secret_serves_the_secret_of_the_first_run_only() throws IOException {
        Path file = Files.writeString(folder.resolve("secret.json"), "{\"token\": \"t\"}");
        UpstreamSecrets secrets = new UpstreamSecrets(Optional.of(file), Map.of(), () -> null);

        secrets.load(List.of(upstream("crm", "crm/token"), upstream("crm2", "crm/token")));
        assertThat(secrets.read("crm/token", null).text()).isEqualTo("{\"token\":\"t\"}");
        assertThatThrownBy(() -> secrets.load(List.of(upstream("weather", "weather/token"))))
                .isInstanceOf(CommandException.class)
                .hasMessage("--secrets " + file + ": holds one secret without its name, and crm/token, weather/token"
                        + " are needed: write each under its name, such as {\"weather/token\": {\"token\":\"…\"}}.");
    }
}
