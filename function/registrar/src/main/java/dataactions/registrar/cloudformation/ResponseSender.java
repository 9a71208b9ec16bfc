package dataactions.registrar.cloudformation;

import java.io.IOException;

/** One PUT to CloudFormation's pre-signed URL. */
@FunctionalInterface
public interface ResponseSender {
    /**
     * Sends once.
     *
     * @return the HTTP status
     * @throws IOException when no status came; its message may hold the URL and is not to be shown
     */
    int put(String url, byte[] body) throws IOException, InterruptedException;
}
