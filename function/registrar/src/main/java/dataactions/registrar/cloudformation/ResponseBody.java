package dataactions.registrar.cloudformation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.registrar.invocation.Failure;
import java.nio.charset.StandardCharsets;

/** The JSON of an answer, with texts shortened until it has fewer than 4096 bytes: CloudFormation accepts no more. */
public final class ResponseBody {
    /** CloudFormation's limit for the whole body. */
    public static final int MOST_BYTES = 4096;

    private static final int LONGEST_ATTRIBUTE = 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResponseBody() {}

    public static byte[] of(ResourceEvent.Envelope envelope, ResourceAnswer answer) {
        int reason = Failure.MOST_SHOWN;
        int attribute = LONGEST_ATTRIBUTE;
        byte[] body = render(envelope, answer, reason, attribute);
        // CloudFormation's ids have a limited length. The other texts are ours and can be shortened.
        while (body.length >= MOST_BYTES && (reason > 20 || attribute > 20)) {
            reason = Math.max(20, reason / 2);
            attribute = Math.max(20, attribute / 2);
            body = render(envelope, answer, reason, attribute);
        }
        return body;
    }

    private static byte[] render(
            ResourceEvent.Envelope envelope, ResourceAnswer answer, int mostReason, int mostAttribute) {
        ObjectNode node = JSON.createObjectNode();
        node.put("Status", answer.success() ? "SUCCESS" : "FAILED");
        if (answer.reason() != null) {
            node.put("Reason", Failure.cut(answer.reason(), mostReason));
        }
        node.put("PhysicalResourceId", answer.physicalId());
        node.put("StackId", envelope.stackId());
        node.put("RequestId", envelope.requestId());
        node.put("LogicalResourceId", envelope.logicalId());
        ObjectNode data = node.putObject("Data");
        answer.data().forEach((key, value) -> data.put(key, Failure.cut(value, mostAttribute)));
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
