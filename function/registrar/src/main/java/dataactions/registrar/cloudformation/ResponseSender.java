package dataactions.registrar.cloudformation;

import java.io.IOException;

/** One PUT to CloudFormation's pre-signed URL. */
@FunctionalInterface
public interface ResponseSender {
    /**
     * Sends once.
     *
     * @return the HTTP status
     * @throws IOException when there is no status; its message may contain the URL and must not be shown
     */
    int put(String url, byte[] body) throws IOException, InterruptedException;
}
