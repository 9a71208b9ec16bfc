package dataactions.assembly.template;

import java.util.Map;
import java.util.Optional;

/** The pseudo parameters of a deployment, such as region, account and stack name. */
public record Pseudo(String account, String region, String stackName, String stackId) {
    /** The value of a name such as {@code AWS::Region}; empty for any other name. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(Map.of(
                        "AWS::AccountId", account,
                        "AWS::Region", region,
                        "AWS::StackName", stackName,
                        "AWS::StackId", stackId,
                        "AWS::Partition", partition(),
                        "AWS::URLSuffix", region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com")
                .get(name));
    }

    /** The region's partition, as in an ARN. */
    public String partition() {
        return region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }
}
