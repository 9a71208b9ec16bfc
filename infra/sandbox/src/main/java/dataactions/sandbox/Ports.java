package dataactions.sandbox;

import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The ports of the sandbox's servers, by the name of the server. The sandbox saves them. */
final class Ports {
    private final Map<String, Integer> ports;

    Ports(Map<String, Integer> saved) {
        ports = new LinkedHashMap<>(saved);
    }

    /**
     * Starts a server at its last port if that is free, else at another one. So callers must read the address after
     * each start.
     */
    URI listen(String name, Function<Integer, URI> start) {
        URI origin;
        try {
            origin = start.apply(ports.getOrDefault(name, 0));
        } catch (UncheckedIOException e) {
            origin = start.apply(0);
        }
        ports.put(name, origin.getPort());
        return origin;
    }

    /** The ports themselves: the Function URLs have theirs here, too. */
    Map<String, Integer> byName() {
        return ports;
    }
}
