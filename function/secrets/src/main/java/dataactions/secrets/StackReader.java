package dataactions.secrets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks CloudFormation what it is doing with a stack: DescribeStacks, in the service's Query protocol, which answers XML.
 * Tried twice, three seconds each.
 */
public final class StackReader {
    private static final int TRIES = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Pattern STATUS = Pattern.compile("<StackStatus>\\s*([A-Z_]+)\\s*</StackStatus>");

    private final AwsClient aws;

    public StackReader(AwsClient aws) {
        this.aws = aws;
    }

    /**
     * The status of a stack, such as {@code DELETE_IN_PROGRESS}.
     *
     * @param stackId its ARN
     * @throws AwsException when it cannot be had
     */
    public String status(String stackId) {
        String body = "Action=DescribeStacks&Version=2010-05-15&StackName="
                + URLEncoder.encode(stackId, StandardCharsets.UTF_8);
        AwsResponse answer = answer(body.getBytes(StandardCharsets.UTF_8));
        Matcher status = STATUS.matcher(new String(answer.body(), StandardCharsets.UTF_8));
        if (!status.find()) {
            throw new AwsException("CloudFormation DescribeStacks: the answer names no StackStatus", false, null);
        }
        return status.group(1);
    }

    private AwsResponse answer(byte[] body) {
        Map<String, String> headers = Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        for (int attempt = 1; ; attempt++) {
            try {
                return aws.post(AwsService.CLOUDFORMATION, "DescribeStacks", "/", headers, body, TIMEOUT);
            } catch (AwsException e) {
                if (!e.retriable() || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }
}
