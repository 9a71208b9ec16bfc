package dataactions.handler.http;

/** Work that another thread may cancel at any time. */
public interface Cancellable {
    void cancel();
}
