package dataactions.cli.doctor;

import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsFailure;
import dataactions.cli.aws.CloudFormation;
import dataactions.cli.options.QualifierOption;
import dataactions.infra.environment.Environment;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks the AWS account: its credentials and region, the CDK bootstrap, Lambda's limits, the stack that is deployed. */
final class AwsAccountChecks {
    /** The lowest version that the CDK's stacks accept (rule CheckBootstrapVersion of every template). */
    private static final int LEAST_BOOTSTRAP = 6;
    /** AWS keeps this many unreserved, for functions without a reservation. */
    private static final int KEPT_UNRESERVED = 100;

    private static final String BOOTSTRAP = "CDK bootstrap";
    private static final String LAMBDA = "Lambda limits";
    private static final String STACK = "Deployed stack";

    private final Environment environment;
    private final int worker;
    private final String qualifier;
    private final Aws aws;
    private final Waiting waiting;

    /**
     * @param worker how many invocations the worker of slow actions reserves; 0 if there is no worker
     * @param qualifier the qualifier of the CDK bootstrap
     */
    AwsAccountChecks(Environment environment, int worker, String qualifier, Aws aws, Waiting waiting) {
        this.environment = environment;
        this.worker = worker;
        this.qualifier = qualifier;
        this.aws = aws;
        this.waiting = waiting;
    }

    /** Returns whether other checks can ask AWS. */
    boolean check(Consumer<Finding> note) {
        Optional<Aws.Identity> who = credentials(note);
        boolean hasRegion = region(note);
        if (who.isEmpty() || !hasRegion) {
            List.of(BOOTSTRAP, LAMBDA, STACK).forEach(subject -> note.accept(Finding.CannotTell.withoutAws(subject)));
            return false;
        }
        bootstrap(who.get(), note);
        String name = environment.name() + "-DataActions";
        try {
            Optional<CloudFormation.StackDescription> stack = waiting.during(
                    "reading the deployed stack", () -> aws.stacks().describe(name));
            boolean mayReserve =
                    stack.filter(it -> !it.isInReview() && !it.isRolledBack()).isPresent();
            lambda(mayReserve, note);
            note.accept(stack.map(it -> stack(name, it)).orElseGet(() -> new Finding.Good(STACK, "there is none yet")));
        } catch (AwsFailure e) {
            lambda(true, note);
            note.accept(Finding.CannotTell.of(STACK, e));
        }
        return true;
    }

    private Optional<Aws.Identity> credentials(Consumer<Finding> note) {
        String subject = "AWS credentials";
        try {
            Aws.Identity who = waiting.during("asking AWS who we are", aws::identity);
            if (environment
                    .account()
                    .filter(account -> !account.equals(who.account()))
                    .isPresent()) {
                note.accept(new Finding.Failed(
                        subject,
                        "they belong to account " + who.account() + " (" + who.arn() + "), but the environment names "
                                + environment.account().get(),
                        "Choose another profile (AWS_PROFILE), or correct \"account\" of environment "
                                + environment.name() + " in cdk.json."));
                return Optional.empty();
            }
            note.accept(new Finding.Good(subject, "account " + who.account() + ", " + who.arn()));
            return Optional.of(who);
        } catch (AwsFailure e) {
            note.accept(
                    switch (e.kind()) {
                        case NO_CREDENTIALS ->
                            new Finding.Failed(
                                    subject,
                                    "there are none here: " + e.getMessage(),
                                    "Run `aws sso login` or `aws configure`, or set AWS_PROFILE.");
                        case REFUSED ->
                            new Finding.Failed(
                                    subject,
                                    "AWS refuses them (" + e.code() + ")",
                                    "They are expired or mistyped: sign in again (`aws sso login`) or correct them.");
                        default ->
                            new Finding.CannotTell(
                                    subject,
                                    e.getMessage(),
                                    "Look at the connection to AWS, and a proxy if there is one.");
                    });
            return Optional.empty();
        }
    }

    private boolean region(Consumer<Finding> note) {
        Optional<String> region = aws.region();
        region.ifPresentOrElse(
                name -> note.accept(new Finding.Good(
                        "AWS region",
                        name
                                + (environment.region().isPresent()
                                        ? " (cdk.json)"
                                        : " (this workstation's: the environment names none)"))),
                () -> note.accept(new Finding.Failed(
                        "AWS region",
                        "neither the environment nor this workstation names one",
                        "Set \"region\" of environment " + environment.name() + " in cdk.json, or AWS_REGION.")));
        return region.isPresent();
    }

    private void bootstrap(Aws.Identity who, Consumer<Finding> note) {
        String place = "aws://" + who.account() + "/" + aws.region().orElseThrow();
        String command = "npx cdk bootstrap " + place
                + (qualifier.equals(QualifierOption.DEFAULT) ? "" : " --qualifier " + qualifier);
        String name = "/cdk-bootstrap/" + qualifier + "/version";
        try {
            String version = waiting.during("reading " + name, () -> aws.parameter(name));
            boolean enough = version.matches("\\d{1,6}") && Integer.parseInt(version) >= LEAST_BOOTSTRAP;
            note.accept(
                    enough
                            ? new Finding.Good(BOOTSTRAP, "version " + version + " in " + place)
                            : new Finding.Failed(
                                    BOOTSTRAP,
                                    "version " + version + " in " + place + " is too old; " + LEAST_BOOTSTRAP
                                            + " is the least",
                                    "Run: " + command));
        } catch (AwsFailure e) {
            note.accept(
                    e.kind() == AwsFailure.Kind.NOT_FOUND
                            ? new Finding.Failed(
                                    BOOTSTRAP,
                                    "there is none in " + place + " (no parameter " + name + ")",
                                    "Run: " + command)
                            : Finding.CannotTell.of(BOOTSTRAP, e));
        }
    }

    /** @param mayReserve whether the stack that is deployed may reserve concurrency already */
    private void lambda(boolean mayReserve, Consumer<Finding> note) {
        try {
            Aws.LambdaLimits limits = waiting.during("reading the account's Lambda limits", aws::lambdaLimits);
            String seen = limits.concurrent() + " invocations at a time in this region, " + limits.unreserved()
                    + " of them unreserved";
            int free = Math.max(0, limits.unreserved() - KEPT_UNRESERVED);
            int function = environment.function().reservedConcurrency().orElse(0);
            int reserved = function + worker;
            String reserves = "the environment reserves "
                    + (reserved == 0 ? "none" : reserved)
                    + (worker == 0 ? "" : ", of which " + worker + " for the worker of slow actions");
            if (reserved <= free || reserved == 0) {
                note.accept(new Finding.Good(LAMBDA, seen + "; " + reserves));
                return;
            }
            String kept = seen + "; AWS keeps " + KEPT_UNRESERVED + " unreserved, so " + free;
            String remedy = lessConcurrency(function)
                    + " in cdk.json, or ask AWS for more (Service Quotas, Lambda, Concurrent executions).";
            note.accept(
                    mayReserve
                            ? new Finding.Warning(
                                    LAMBDA,
                                    kept + " more can be reserved, and " + reserves
                                            + ". The deployed stack may hold them already",
                                    "Nothing, if the deployed stack reserves as much. If not, " + remedy)
                            : new Finding.Failed(
                                    LAMBDA, kept + " can be reserved, and " + reserves, "L" + remedy.substring(1)));
        } catch (AwsFailure e) {
            note.accept(Finding.CannotTell.of(LAMBDA, e));
        }
    }

    /** The worker always reserves some. The function does so only by its key. */
    private String lessConcurrency(int function) {
        String ofFunction = "lower or remove function.reservedConcurrency";
        if (worker == 0) {
            return ofFunction;
        }
        return "lower function.workerConcurrency" + (function == 0 ? "" : ", or " + ofFunction);
    }

    private Finding stack(String name, CloudFormation.StackDescription stack) {
        String status = stack.status();
        boolean is = stack.terminationProtection();
        String seen = status + (is ? ", protected" : ", not protected") + ", onDestroy "
                + environment.onDestroy().word();
        String destroy = "Run: ./data-actions live destroy --environment " + environment.name();
        if (stack.isInReview()) {
            return new Finding.Good(STACK, seen + ": nothing is deployed yet");
        }
        if (stack.isBusy()) {
            return new Finding.Warning(
                    STACK,
                    seen + ": CloudFormation is working on it, and takes no deployment",
                    "Wait until CloudFormation has finished, and run this again.");
        }
        if (status.equals("DELETE_FAILED")) {
            return new Finding.Failed(STACK, seen + ": CloudFormation refuses to update it", destroy);
        }
        if (status.equals("UPDATE_ROLLBACK_FAILED")) {
            return new Finding.Failed(
                    STACK,
                    seen + ": CloudFormation refuses to update it",
                    "Correct the cause in the stack's events, then run: aws cloudformation continue-update-rollback"
                            + " --stack-name " + name + " --region "
                            + aws.region().orElseThrow());
        }
        if (stack.isRolledBack()) {
            return is
                    ? new Finding.Failed(
                            STACK,
                            seen + ": the first deployment failed, and the next one cannot delete the stack",
                            destroy)
                    : new Finding.Warning(
                            STACK,
                            seen
                                    + ": the first deployment failed. The CDK CLI replaces the stack, and CodePipeline cannot",
                            "Nothing, if you deploy with the CDK CLI. For CodePipeline run: " + destroy.substring(5));
        }
        if (stack.isPaused()) {
            return new Finding.Warning(
                    STACK,
                    seen + ": a deployment without rollback failed; express mode turns rollback off",
                    "Correct the cause, and deploy with --no-rollback (and --express, if the failed one had it).");
        }
        boolean desired = environment.onDestroy().protects();
        if (is == desired) {
            return new Finding.Good(STACK, seen);
        }
        return new Finding.Warning(
                STACK,
                seen + (desired ? ": nothing keeps it from being deleted" : ": its deletion is refused"),
                "The next deployment with the CDK CLI sets the protection. CDK Pipelines leaves it to the registrar,"
                        + " whose role needs cloudformation:UpdateTerminationProtection.");
    }
}
