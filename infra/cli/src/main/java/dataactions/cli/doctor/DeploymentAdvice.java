package dataactions.cli.doctor;

import dataactions.infra.environment.Environment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an environment's keys and the shell say about the deployment that comes. Asks nobody. */
final class DeploymentAdvice {
    private static final String SNAP_START = "SnapStart";

    /**
     * "Lambda SnapStart is available in all commercial Regions except Asia Pacific (New Zealand) and Asia Pacific
     * (Taipei)." Source, also for the price ("For Java managed runtimes, there's no additional cost for SnapStart"):
     * https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html, read in November 2026.
     */
    private static final Set<String> WITHOUT_SNAP_START = Set.of("ap-southeast-6", "ap-east-2");

    /** China, the European Sovereign Cloud, GovCloud and the isolated regions are no commercial regions. */
    private static final List<String> NOT_COMMERCIAL = List.of("cn-", "eusc-", "us-gov-", "us-iso", "eu-iso");

    private DeploymentAdvice() {}

    /**
     * Whether SnapStart is used well, or would fit. There is no advice for an environment with {@code onDestroy:
     * delete}: it is made to be deployed often, and each deployment would take minutes longer.
     *
     * @param region where the environment is deployed to
     */
    static Optional<Finding> snapStart(Environment environment, String region) {
        boolean callsFunctionItself =
                environment.frontDoor() instanceof Environment.FrontDoor.Iam iam && !iam.aliasQualified();
        boolean isOffered =
                !WITHOUT_SNAP_START.contains(region) && NOT_COMMERCIAL.stream().noneMatch(region::startsWith);
        String path = "environments." + environment.name();
        if (!environment.function().snapStart()) {
            return callsFunctionItself || !isOffered || environment.onDestroy() == Environment.OnDestroy.DELETE
                    ? Optional.empty()
                    : Optional.of(new Finding.Advice(
                            SNAP_START,
                            "off; it would make first calls faster and deployments minutes longer, at no extra charge",
                            "Set snapStart and keepAwake of " + path + ".function in cdk.json to true."));
        }
        if (callsFunctionItself) {
            return Optional.of(new Finding.Warning(
                    SNAP_START,
                    "on, and without effect: Genesys calls the function itself, and only versions have snapshots",
                    "Remove " + path + ".function.snapStart from cdk.json, or the qualifier of frontDoor."));
        }
        if (!isOffered) {
            return Optional.of(new Finding.Warning(
                    SNAP_START,
                    "on, but AWS lists no SnapStart in " + region + ": the deployment may fail",
                    "Remove " + path + ".function.snapStart from cdk.json."));
        }
        return Optional.of(
                environment.function().keepAwake()
                        ? new Finding.Good(SNAP_START, "on, and a schedule keeps the version awake")
                        : new Finding.Warning(
                                SNAP_START,
                                "on, but a version without a call for 14 days becomes inactive, and the next calls fail"
                                        + " for minutes",
                                "Set " + path + ".function.keepAwake in cdk.json to true."));
    }

    /** The CDK CLI takes each option from a variable, too. Elsewhere nothing tells the mode before the deployment. */
    static Optional<Finding> expressMode(Map<String, String> shell) {
        return "true".equals(shell.get("CDK_EXPRESS")) && !"true".equals(shell.get("CDK_ROLLBACK"))
                ? Optional.of(new Finding.Warning(
                        "Express mode",
                        "CDK_EXPRESS turns express mode on, and express mode turns rollback off: a failed deployment"
                                + " stays incomplete",
                        "Unset CDK_EXPRESS, or set CDK_ROLLBACK to true. The checks take as long in every mode."))
                : Optional.empty();
    }
}
