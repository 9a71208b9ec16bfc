package dataactions.cli.genesys;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;

/** HTTP calls from this machine. A failure says why there was no answer. */
public final class Network {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.getDefault())
            .build();

    private final UnaryOperator<URI> route;

    public Network() {
        this(UnaryOperator.identity());
    }

    /** @param route maps a URL to the URL that is really called: a test serves a public name on this machine */
    public Network(UnaryOperator<URI> route) {
        this.route = route;
    }

    /** No answer came. The message is a clause: "the name api.example.com cannot be resolved". */
    public static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswer(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The status of a HEAD request: any answer shows that the service runs. */
    public int status(URI uri) throws NoAnswer {
        return send(HttpRequest.newBuilder(route.apply(uri)).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                .statusCode();
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws NoAnswer {
        HttpRequest built = request.timeout(TIMEOUT).build();
        try {
            return client.send(built, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new NoAnswer(reason(e, built.uri()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer("interrupted", e);
        }
    }

    private static String reason(IOException failure, URI uri) {
        String place = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "the name " + uri.getHost() + " cannot be resolved";
            } else if (cause instanceof SSLException) {
                return "TLS with " + place + " fails (" + oneLine(cause) + ")";
            } else if (cause instanceof HttpTimeoutException) {
                return place + " does not answer within " + TIMEOUT.toSeconds() + " s";
            }
        }
        return failure instanceof ConnectException
                ? "there is no connection to " + place
                : place + " breaks the connection (" + oneLine(failure) + ")";
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
