package dataactions.aws;

import dataactions.aws.retry.RetryPolicy;
import dataactions.aws.retry.RetryRunner;
import dataactions.aws.retry.Sleeper;
import dataactions.aws.retry.TimeLimit;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Calls of Secrets Manager. After throttling, 5xx and lost connections a call is repeated, up to three tries in all.
 * Each try takes at most three seconds.
 */
final class SecretCalls {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final RetryPolicy POLICY = RetryPolicy.linear(3, Duration.ofMillis(150));

    private final AwsClient aws;
    private final RetryRunner retries;

    SecretCalls(AwsClient aws, Sleeper sleeper) {
        this.aws = aws;
        this.retries = new RetryRunner(POLICY, TimeLimit.none(sleeper, new Interruption()));
    }

    // Classes, no lambdas: see "First calls" in CONTRIBUTING.

    private record Call<T>(
            AwsClient aws, String operation, Map<String, String> headers, byte[] body, Function<AwsResponse, T> read)
            implements Supplier<T> {
        @Override
        public T get() {
            return read.apply(aws.post(AwsService.SECRETS_MANAGER, operation, "/", headers, body, TIMEOUT));
        }
    }

    private static final class Retriable implements Predicate<RuntimeException> {
        @Override
        public boolean test(RuntimeException failure) {
            return AwsException.isRetriable(failure);
        }
    }

    private static final class Interruption implements Function<InterruptedException, RuntimeException> {
        @Override
        public RuntimeException apply(InterruptedException e) {
            return new AwsException("Secrets Manager: interrupted", true, e);
        }
    }

    /** @param read reads the answer; its {@link AwsException} is treated like one of the call */
    <T> T send(String operation, byte[] body, String secretId, Function<AwsResponse, T> read) {
        Map<String, String> headers =
                Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", "secretsmanager." + operation);
        try {
            return retries.run(operation, new Call<>(aws, operation, headers, body, read), new Retriable());
        } catch (AwsException e) {
            throw new AwsException(
                    e.getMessage() + " [secret " + secretId + "]",
                    e.retriable(),
                    e.isAbsent(),
                    e.refusal().orElse(null),
                    e.getCause());
        }
    }
}
