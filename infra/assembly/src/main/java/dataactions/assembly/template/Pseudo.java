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
                        "AWS::URLSuffix", urlSuffix())
                .get(name));
    }

    private String urlSuffix() {
        return switch (partition()) {
            case "aws-cn" -> "amazonaws.com.cn";
            case "aws-eusc" -> "amazonaws.eu";
            default -> "amazonaws.com";
        };
    }

    /** The region's partition, as in an ARN. */
    public String partition() {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        if (region.startsWith("eusc-")) {
            return "aws-eusc";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }
}
