package dataactions.handler.http;

import java.time.Duration;
import java.util.Iterator;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HeaderElement;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.message.BasicHeaderElementIterator;

/** How long a connection may be idle after an answer, as far as the other side says. */
final class KeepAlive {
    private static final String HEADER = "Keep-Alive";
    private static final Duration UNLIMITED = Duration.ofDays(1);

    private KeepAlive() {}

    /** Zero if the connection must not be used again. */
    static Duration of(ClassicHttpRequest request, ClassicHttpResponse response) {
        // The third argument is needed only for an answer without a version, and the parser sets the version.
        if (!DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, null)) {
            return Duration.ZERO;
        }
        return response.containsHeader(HEADER) ? offered(response) : UNLIMITED;
    }

    private static Duration offered(ClassicHttpResponse response) {
        Iterator<HeaderElement> elements = new BasicHeaderElementIterator(response.headerIterator(HEADER));
        while (elements.hasNext()) {
            HeaderElement element = elements.next();
            if (element.getName().equalsIgnoreCase("timeout") && element.getValue() != null) {
                try {
                    long seconds = Long.parseLong(element.getValue());
                    return seconds > 0 && seconds < UNLIMITED.toSeconds() ? Duration.ofSeconds(seconds) : UNLIMITED;
                } catch (NumberFormatException e) {
                    continue; // no number: as if it were not there
                }
            }
        }
        return UNLIMITED;
    }
}
