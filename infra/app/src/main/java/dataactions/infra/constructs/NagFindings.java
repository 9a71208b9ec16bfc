package dataactions.infra.constructs;

import dataactions.infra.assembly.LocalAssembly;
import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import software.constructs.IConstruct;

/**
 * Accepts findings of cdk-nag, each at the construct that causes it and with a reason. In a local assembly nothing looks
 * for findings, so cdk-nag is not loaded.
 */
final class NagFindings {
    private NagFindings() {}

    /**
     * @param rule such as {@code AwsSolutions-SMG4}
     * @param reason the reason; it is in the template's metadata for reviewers
     */
    static void accept(IConstruct construct, String rule, String reason) {
        if (LocalAssembly.isIn(construct)) {
            return;
        }
        accept(construct, NagPackSuppression.builder().id(rule).reason(reason).build());
    }

    /**
     * Accepts one wildcard in a role's policy. Any other wildcard in that policy is still a finding.
     *
     * @param resource as cdk-nag quotes it, such as {@code <Function.Arn>:*}
     */
    static void acceptWildcard(IConstruct role, String resource, String reason) {
        if (LocalAssembly.isIn(role)) {
            return;
        }
        accept(
                role,
                NagPackSuppression.builder()
                        .id("AwsSolutions-IAM5")
                        .appliesTo(List.of("Resource::" + resource))
                        .reason(reason)
                        .build());
    }

    private static void accept(IConstruct construct, NagPackSuppression suppression) {
        NagSuppressions.addResourceSuppressions(construct, List.of(suppression), true);
    }
}
