package dataactions.aws;

import dataactions.aws.retry.RetryPolicy;
import dataactions.aws.retry.RetryRunner;
import dataactions.aws.retry.Sleeper;
import dataactions.aws.retry.TimeLimit;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls CloudFormation for a stack: reads its status (DescribeStacks), and turns its termination protection on or off
 * (UpdateTerminationProtection). Uses the service's Query protocol, which answers with XML. After throttling,
 * 5xx and lost connections a call is repeated, up to four tries in all. Each try takes at most three seconds.
 */
public final class StackClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    /** With jitter, because a deployment runs several registrars at the same time. */
    private static final RetryPolicy POLICY = RetryPolicy.doubling(4, Duration.ofMillis(300), Duration.ofSeconds(2));

    private static final Pattern STATUS = Pattern.compile("<StackStatus>\\s*([A-Z_]+)\\s*</StackStatus>");

    private final AwsClient aws;
    private final RetryRunner retries;

    public StackClient(AwsClient aws) {
        this(aws, Sleeper.REAL);
    }

    StackClient(AwsClient aws, Sleeper sleeper) {
        this.aws = aws;
        this.retries = new RetryRunner(
                POLICY, TimeLimit.none(sleeper, e -> new AwsException("CloudFormation: interrupted", true, e)));
    }

    /**
     * The status of a stack, such as {@code DELETE_IN_PROGRESS}.
     *
     * @param stackId its ARN
     * @throws AwsException when the status cannot be read
     */
    public String status(String stackId) {
        AwsResponse answer = answer("DescribeStacks", stackId, "");
        Matcher status = STATUS.matcher(new String(answer.body(), StandardCharsets.UTF_8));
        if (!status.find()) {
            throw new AwsException("CloudFormation DescribeStacks: the answer names no StackStatus", false, null);
        }
        return status.group(1);
    }

    /**
     * Turns termination protection on or off, whether it was on or off before. CloudFormation allows this in every
     * status except {@code DELETE_IN_PROGRESS} and {@code DELETE_COMPLETE} (user guide, "Protect CloudFormation stacks
     * from being deleted").
     *
     * @param stackId its ARN
     * @throws AwsException when CloudFormation refuses or does not answer
     */
    public void protect(String stackId, boolean enabled) {
        answer("UpdateTerminationProtection", stackId, "&EnableTerminationProtection=" + enabled);
    }

    private AwsResponse answer(String operation, String stackId, String parameters) {
        String form = "Action=" + operation + "&Version=2010-05-15&StackName="
                + URLEncoder.encode(stackId, StandardCharsets.UTF_8) + parameters;
        byte[] body = form.getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        return retries.run(
                operation,
                () -> aws.post(AwsService.CLOUDFORMATION, operation, "/", headers, body, TIMEOUT),
                AwsException::isRetriable);
    }
}
