package dataactions.sandbox.aws.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.Fixture;
import dataactions.sandbox.aws.FunctionUrls;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UrlProviderTest {
    /** Each deployment was rolled back until the program ended, although nothing called the port yet. */
    @Test
    void a_new_url_takes_another_port_if_another_program_has_its_last_one() throws Exception {
        Fixture fixture = new Fixture((in, out, context) -> out.write('1'));
        ObjectNode properties =
                Fixture.properties().put("TargetFunctionArn", Fixture.ARN).put("Qualifier", "live");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FunctionUrls urls = new FunctionUrls(fixture.account, fixture.lambda, InstantSource.system())) {
            Map<String, Integer> ports = new HashMap<>(Map.of("It", other.getLocalPort()));

            new UrlProvider(fixture.account, urls, ports).create(Fixture.order("url", properties, properties));

            assertThat(ports.get("It")).isNotEqualTo(other.getLocalPort());
            assertThat(fixture.account
                            .function("fn")
                            .orElseThrow()
                            .urls()
                            .get("live")
                            .port())
                    .isEqualTo(ports.get("It"));
        }
    }
}
