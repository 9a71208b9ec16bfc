package dataactions.registrar.cloudformation;

import dataactions.registrar.http.LazyHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends the answer over HTTP. The request has no Content-Type, because the URL was signed with an empty one. */
public final class HttpResponseSender implements ResponseSender {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final LazyHttpClient http;

    public HttpResponseSender(LazyHttpClient http) {
        this.http = http;
    }

    @Override
    public int put(String url, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(TIMEOUT)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.client()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
