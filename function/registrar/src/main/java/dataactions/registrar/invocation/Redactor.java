package dataactions.registrar.invocation;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes out of a text every secret this process has read. Nothing of ours writes one; a server's error message might
 * quote back what it was sent, and that text reaches Reasons and logs.
 */
public final class Redactor {
    /** Shorter values would blank out ordinary words. */
    private static final int SHORTEST = 6;

    private final Set<String> secrets = ConcurrentHashMap.newKeySet();

    /** From now on this text is taken out. */
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
