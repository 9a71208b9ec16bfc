package dataactions.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;

/** The servers, processes and locks of a sandbox. They are closed in the reverse order of their opening. */
final class OpenResources implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new SandboxException("The sandbox could not be closed: " + e.getMessage(), e);
            }
        }
    }
}
