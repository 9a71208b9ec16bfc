package dataactions.registrar.invocation;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Removes from a text every secret that this process has read. Our own texts contain no secret. But a server's error
 * message may quote the request, and that message reaches CloudFormation and the log.
 */
public final class Redactor {
    /** The shortest value that is removed. Shorter values would also remove ordinary words. */
    private static final int SHORTEST = 6;

    private final Set<String> secrets = ConcurrentHashMap.newKeySet();

    /** Removes this text from now on. */
    public void learn(String secret) {
        if (secret != null && secret.length() >= SHORTEST) {
            secrets.add(secret);
        }
    }

    public String redact(String text) {
        if (text == null) {
            return null;
        }
        String clean = text;
        // Longest first: a secret may be part of another.
        for (String secret : secrets.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            clean = clean.replace(secret, "[secret]");
        }
        return clean;
    }
}
