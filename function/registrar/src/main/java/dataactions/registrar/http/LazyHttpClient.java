package dataactions.registrar.http;

import java.net.http.HttpClient;
import java.time.Duration;

/** The JDK's client, for calls that the Genesys SDK does not make: the token and the answer to CloudFormation. */
public final class LazyHttpClient {
    private HttpClient client;

    /** Created at the first call: its TLS set-up takes time and must not be part of a snapshot. */
    public synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(3))
                    .build();
        }
        return client;
    }
}
