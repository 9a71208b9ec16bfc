package dataactions.aws;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Sends signed requests. */
@FunctionalInterface
public interface Transport {
    /** Each request has its own connection, by the JDK's client. */
    Transport JDK = new JdkTransport();

    /**
     * Sends a POST once.
     *
     * @param headers all but {@code Host} and {@code Content-Length}
     * @param timeout from connecting to the last byte
     * @return an answer of any status
     * @throws IOException when there is no complete answer in time
     */
    AwsResponse post(URI uri, Map<String, String> headers, byte[] body, Duration timeout) throws IOException;
}
