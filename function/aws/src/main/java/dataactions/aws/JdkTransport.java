package dataactions.aws;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Sends with {@link HttpCall}. A class, no lambda: see "First calls" in CONTRIBUTING. */
final class JdkTransport implements Transport {
    @Override
    public AwsResponse post(URI uri, Map<String, String> headers, byte[] body, Duration timeout) throws IOException {
        HttpCall call = HttpCall.post(uri, timeout);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            call.header(header.getKey(), header.getValue());
        }
        HttpCall.Answer answer = call.send(body);
        return new AwsResponse(answer.status(), answer.headers(), answer.body());
    }
}
