package dataactions.assembly.template;

import java.util.Map;
import java.util.Optional;

/** The pseudo parameters of a deployment: where it is deployed, and as what. */
public record Pseudo(String account, String region, String stackName, String stackId) {
    /** The value of a name such as {@code AWS::Region}; empty for a name that is no pseudo parameter with a value. */
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

    /** The part of AWS that the region belongs to, as ARNs name it. */
    public String partition() {
        return region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }
}
