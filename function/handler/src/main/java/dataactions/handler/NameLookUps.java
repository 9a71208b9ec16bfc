package dataactions.handler;

import java.security.Security;

/** What the JVM keeps of name look-ups. */
final class NameLookUps {
    private NameLookUps() {}

    /**
     * Every new connection resolves its host name again: connections are few, and a snapshot lives for weeks. A failure is
     * not kept either, because the next attempt would fail without a look-up. The JVM reads these settings at its first
     * look-up, so each handler calls this method before it does anything else.
     */
    static void keepNothing() {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }
}
