package dataactions.registrar.cloudformation;

import dataactions.aws.retry.RetryPolicy;
import dataactions.aws.retry.RetryRunner;
import dataactions.aws.retry.Sleeper;
import dataactions.aws.retry.TimeLimit;
import dataactions.registrar.invocation.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends the answer to an event to CloudFormation: three tries of three seconds, with pauses in between. */
public final class AnswerDelivery {
    /** The longest time that a delivery takes. */
    public static final Duration LONGEST = Duration.ofSeconds(12);

    private static final RetryPolicy POLICY = RetryPolicy.linear(3, Duration.ofMillis(300));

    private final ResponseSender sender;
    private final RetryRunner retries;
    private final Log log;

    public AnswerDelivery(ResponseSender sender, Sleeper sleeper, Log log) {
        this.sender = sender;
        this.retries = new RetryRunner(POLICY, TimeLimit.none(sleeper, e -> new NotTaken("interrupted")));
        this.log = log;
    }

    /** @throws IllegalStateException when CloudFormation did not take the answer */
    public void deliver(ResourceEvent.Envelope envelope, ResourceAnswer answer) {
        byte[] body = ResponseBody.of(envelope, answer);
        AtomicInteger tries = new AtomicInteger();
        try {
            retries.run(
                    "answering CloudFormation",
                    () -> {
                        put(envelope, body, tries.incrementAndGet());
                        return null;
                    },
                    failure -> failure instanceof NotTaken
                            && !Thread.currentThread().isInterrupted());
        } catch (NotTaken e) {
            throw new IllegalStateException("CloudFormation did not take the answer for " + envelope.logicalId() + " ("
                    + e.getMessage() + "); the stack will wait for its ServiceTimeout.");
        }
    }

    private void put(ResourceEvent.Envelope envelope, byte[] body, int attempt) {
        String trouble;
        try {
            int status = sender.put(envelope.responseUrl(), body);
            if (status / 100 == 2) {
                return;
            }
            trouble = "HTTP " + status;
        } catch (IOException | IllegalArgumentException e) {
            // The exceptions are not passed on, because their messages contain the pre-signed URL.
            trouble = e.getClass().getSimpleName();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotTaken("interrupted");
        }
        log.warn("CloudFormation did not take the answer: " + trouble)
                .with(Log.Key.logicalId, envelope.logicalId())
                .with(Log.Key.attempt, attempt)
                .write();
        throw new NotTaken(trouble);
    }

    private static final class NotTaken extends RuntimeException {
        NotTaken(String trouble) {
            super(trouble);
        }
    }
}
