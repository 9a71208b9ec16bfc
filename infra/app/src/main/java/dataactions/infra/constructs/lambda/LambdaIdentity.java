package dataactions.infra.constructs.lambda;

import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/**
 * A Lambda's role and log group. The managed policy for Lambda allows creating and writing every log group of the
 * account, so a deleted group would come back without retention. This role may write to its own group only.
 */
public final class LambdaIdentity {
    private final Role role;
    private final LogGroup logGroup;

    /**
     * @param kmsKey ARN of the key that encrypts the logs, and the secrets that the Lambda may read; default: AWS's own
     *     keys
     */
    public LambdaIdentity(
            Construct scope, String whose, int retentionDays, Optional<String> kmsKey, RemovalPolicy logs) {
        logGroup = LogGroup.Builder.create(scope, "Logs")
                .retention(retention(retentionDays))
                .removalPolicy(logs)
                .build();
        kmsKey.ifPresent(((CfnLogGroup) logGroup.getNode().getDefaultChild())::setKmsKeyId);
        role = Role.Builder.create(scope, "Role")
                .description("What " + whose + " may do")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();
        role.addToPolicy(PolicyStatement.Builder.create()
                .actions(List.of("logs:CreateLogStream", "logs:PutLogEvents"))
                .resources(List.of(logGroup.getLogGroupArn()))
                .build());
        kmsKey.map(LambdaIdentity::decrypts).ifPresent(role::addToPolicy);
    }

    /** Allows reading what a key has encrypted. */
    public static PolicyStatement decrypts(String key) {
        return PolicyStatement.Builder.create()
                .actions(List.of("kms:Decrypt"))
                .resources(List.of(key))
                .build();
    }

    public Role role() {
        return role;
    }

    public LogGroup logGroup() {
        return logGroup;
    }

    private static RetentionDays retention(int days) {
        return switch (days) {
            case 1 -> RetentionDays.ONE_DAY;
            case 3 -> RetentionDays.THREE_DAYS;
            case 5 -> RetentionDays.FIVE_DAYS;
            case 7 -> RetentionDays.ONE_WEEK;
            case 14 -> RetentionDays.TWO_WEEKS;
            case 30 -> RetentionDays.ONE_MONTH;
            case 60 -> RetentionDays.TWO_MONTHS;
            case 90 -> RetentionDays.THREE_MONTHS;
            case 120 -> RetentionDays.FOUR_MONTHS;
            case 150 -> RetentionDays.FIVE_MONTHS;
            case 180 -> RetentionDays.SIX_MONTHS;
            case 365 -> RetentionDays.ONE_YEAR;
            case 400 -> RetentionDays.THIRTEEN_MONTHS;
            case 545 -> RetentionDays.EIGHTEEN_MONTHS;
            case 731 -> RetentionDays.TWO_YEARS;
            case 1096 -> RetentionDays.THREE_YEARS;
            case 1827 -> RetentionDays.FIVE_YEARS;
            case 2192 -> RetentionDays.SIX_YEARS;
            case 2557 -> RetentionDays.SEVEN_YEARS;
            case 2922 -> RetentionDays.EIGHT_YEARS;
            case 3288 -> RetentionDays.NINE_YEARS;
            case 3653 -> RetentionDays.TEN_YEARS;
            default -> throw new IllegalArgumentException("CloudWatch does not offer " + days + " days");
        };
    }
}
