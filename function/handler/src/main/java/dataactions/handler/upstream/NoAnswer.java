package dataactions.handler.upstream;

import dataactions.handler.http.SurplusException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Explains why there was no answer. */
final class NoAnswer {
    private NoAnswer() {}

    /** The end of a sentence that begins with the name of whom the function called. */
    static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return " cannot be reached: its host name is not known.";
        } else if (e instanceof SSLException) {
            return " cannot be reached: the TLS handshake failed.";
        } else if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return " cannot be reached: no connection.";
        }
        return e instanceof SurplusException
                ? " sent unexpected bytes after its former answer on this connection."
                : " closed the connection before it answered.";
    }
}
