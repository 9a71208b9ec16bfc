package dataactions.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dataactions.testkit.StubServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StackClientTest {
    private static final String STACK = "arn:aws:cloudformation:eu-west-1:123456789012:stack/dev-DataActions/guid";

    private final List<Duration> pauses = new ArrayList<>();

    private StackClient stacks(StubServer aws) {
        Map<String, String> env = new HashMap<>(aws.awsEnvironment());
        env.put("AWS_ENDPOINT_URL_CLOUDFORMATION", aws.url());
        return new StackClient(AwsClient.fromEnvironment(env), pauses::add);
    }

    @Test
    void the_status_is_read_from_the_answer() throws Exception {
        String answer =
                "<DescribeStacksResponse><StackStatus>DELETE_IN_PROGRESS</StackStatus></DescribeStacksResponse>";
        try (StubServer aws = StubServer.answering(200, answer)) {
            assertThat(stacks(aws).status(STACK)).isEqualTo("DELETE_IN_PROGRESS");
            assertThat(aws.received().get(0).text())
                    .isEqualTo("Action=DescribeStacks&Version=2010-05-15&StackName="
                            + "arn%3Aaws%3Acloudformation%3Aeu-west-1%3A123456789012%3Astack%2Fdev-DataActions%2Fguid");
        }
    }

    @Test
    void termination_protection_is_set_on_the_one_stack_and_signed_for_cloudformation() throws Exception {
        try (StubServer aws = StubServer.answering(200, "<UpdateTerminationProtectionResponse/>")) {
            stacks(aws).protect(STACK, true);
            assertThat(aws.received()).hasSize(1);
            assertThat(aws.received().get(0).text())
                    .startsWith("Action=UpdateTerminationProtection&Version=2010-05-15&StackName=arn%3Aaws%3A")
                    .endsWith("%2Fguid&EnableTerminationProtection=true");
            assertThat(aws.received().get(0).headers().get("authorization"))
                    .contains("/eu-west-1/cloudformation/aws4_request");
        }
    }

    @Test
    void a_refusal_in_xml_is_told_with_its_code_its_words_and_the_permission_to_give() throws Exception {
        String answer = "<ErrorResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><Error>"
                + "<Type>Sender</Type><Code>AccessDenied</Code><Message>User x is not authorized</Message></Error>"
                + "<RequestId>r</RequestId></ErrorResponse>";
        try (StubServer aws = StubServer.answering(403, answer)) {
            StackClient stacks = stacks(aws);
            assertThat(catchThrowableOfType(AwsException.class, () -> stacks.protect(STACK, false)))
                    .hasMessageStartingWith(
                            "CloudFormation UpdateTerminationProtection: AccessDenied (HTTP 403): User x"
                                    + " is not authorized. Allow cloudformation:UpdateTerminationProtection");
            assertThat(aws.received()).hasSize(1);
        }
    }

    /** Several registrars ask at the same time, and an unknown status keeps actions that flows do not need. */
    @Test
    void a_status_that_was_throttled_twice_in_the_same_moment_counted_as_unknown() throws Exception {
        String throttled = "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error>"
                + "</ErrorResponse>";
        String answer =
                "<DescribeStacksResponse><StackStatus>UPDATE_IN_PROGRESS</StackStatus></DescribeStacksResponse>";
        try (StubServer aws = StubServer.answering(400, throttled, 400, throttled, 400, throttled, 200, answer)) {
            assertThat(stacks(aws).status(STACK)).isEqualTo("UPDATE_IN_PROGRESS");
            assertThat(pauses).hasSize(3).isSorted().doesNotContain(Duration.ZERO);
        }
    }
}
