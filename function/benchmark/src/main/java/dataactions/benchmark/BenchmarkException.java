package dataactions.benchmark;

/** The benchmark, or one part of it, cannot go on; the message says why and what to do. */
public final class BenchmarkException extends RuntimeException {
    public BenchmarkException(String message) {
        super(message);
    }
}
