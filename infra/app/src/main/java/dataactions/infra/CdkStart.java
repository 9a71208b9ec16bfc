package dataactions.infra;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.lambda.Runtime;

/**
 * Starts the CDK's Node.js process in the background, and loads the largest modules. The start takes about half the
 * time of a synthesis of one environment. Meanwhile the app reads the definitions. The CDK has one process for each
 * JVM.
 */
final class CdkStart {
    private static CompletableFuture<Void> started;

    private CdkStart() {}

    /** Starts the process, if nobody has. */
    static synchronized void begin() {
        if (started == null) {
            started = CompletableFuture.runAsync(CdkStart::load, task -> {
                Thread thread = new Thread(task, "cdk-start");
                thread.setDaemon(true);
                thread.start();
            });
        }
    }

    private static void load() {
        // Without Node.js this first call fails with the reason. A class that cannot be initialised would give no
        // reason.
        Token.isUnresolved("");
        // Reading a constant loads the module of Lambda, and the modules that it needs.
        Runtime.JAVA_25.getName();
    }

    /**
     * Waits for the process, if it was started. Two threads must not use the CDK's classes at the same time.
     *
     * @throws RuntimeException the failure of the start
     */
    static void await() {
        CompletableFuture<Void> waited;
        synchronized (CdkStart.class) {
            waited = started;
        }
        if (waited == null) {
            return;
        }
        try {
            waited.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}
