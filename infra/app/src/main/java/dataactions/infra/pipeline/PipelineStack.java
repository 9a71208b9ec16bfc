package dataactions.infra.pipeline;

import dataactions.infra.constructs.RegistrarFunction;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.cdklabs.cdknag.RegexAppliesTo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.DefaultStackSynthesizer;
import software.amazon.awscdk.PermissionsBoundary;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.pipelines.AddStageOpts;
import software.amazon.awscdk.pipelines.CodeBuildOptions;
import software.amazon.awscdk.pipelines.CodeBuildStep;
import software.amazon.awscdk.pipelines.CodeBuildStepProps;
import software.amazon.awscdk.pipelines.CodePipeline;
import software.amazon.awscdk.pipelines.CodePipelineSource;
import software.amazon.awscdk.pipelines.ConnectionSourceOptions;
import software.amazon.awscdk.pipelines.FileSet;
import software.amazon.awscdk.pipelines.ManualApprovalStep;
import software.amazon.awscdk.pipelines.ManualApprovalStepProps;
import software.amazon.awscdk.pipelines.Step;
import software.amazon.awscdk.services.codebuild.BuildEnvironment;
import software.amazon.awscdk.services.codebuild.BuildSpec;
import software.amazon.awscdk.services.codebuild.ComputeType;
import software.amazon.awscdk.services.codebuild.LinuxBuildImage;
import software.amazon.awscdk.services.codepipeline.PipelineType;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * The promotion pipeline (CDK Pipelines): source, one build with all tests, then one environment after the other from
 * the same cloud assembly. Before each environment but the first, a step prints the plan for its org. Before some
 * environments the pipeline waits until a person reads that plan and approves.
 */
public final class PipelineStack extends Stack {
    private static final String JAVA = "corretto21";

    /**
     * The packages from npm that update the pipeline and publish the assets, with the roles of the CDK bootstrap. By
     * default CDK Pipelines installs the newest. A test compares the first version with package.json.
     */
    private static final String CDK_CLI = "2.1148.1";

    private static final String CDK_ASSETS_CLI = "4.7.3";
    private static final String WILDCARD = "AwsSolutions-IAM5";

    /** Makes an environment's stage in the pipeline's scope. */
    @FunctionalInterface
    public interface Stages {
        Stage stage(Construct scope, Environment environment);
    }

    /**
     * @param all the environments of the project; they include those of the pipeline
     * @param stages makes the stages of the pipeline's environments
     */
    public PipelineStack(Construct scope, String id, PipelineSettings settings, Environments all, Stages stages) {
        super(scope, id, stackProps(settings));
        CodePipelineSource source = CodePipelineSource.connection(
                settings.repository(),
                settings.branch(),
                ConnectionSourceOptions.builder()
                        .connectionArn(settings.connectionArn())
                        .build());
        CodeBuildStep synth = new CodeBuildStep(
                "Synth",
                CodeBuildStepProps.builder()
                        .input(source)
                        .commands(List.of(
                                "npm ci --ignore-scripts --no-audit --no-fund",
                                // This step runs all tests and builds every deployed jar. No later step builds
                                // anything.
                                "mvn -B -ntp verify",
                                // Run with sh, because a source artifact may lack executable bits.
                                "sh ./data-actions contract record --frozen",
                                "npx --no-install cdk synth --quiet --build ''"))
                        // CodeBuild does not set it. Without it, a missing snapshot is written and passes.
                        .env(Map.of("CI", "true"))
                        .primaryOutputDirectory("cdk.out")
                        .build());
        FileSet commands = synth.addOutputDirectory("infra/cli/target");
        CodePipeline pipeline = CodePipeline.Builder.create(this, "Pipeline")
                .synth(synth)
                .cliVersion(CDK_CLI)
                .cdkAssetsCliVersion(CDK_ASSETS_CLI)
                .pipelineType(PipelineType.V2)
                .crossAccountKeys(true)
                .enableKeyRotation(true)
                .codeBuildDefaults(CodeBuildOptions.builder()
                        .buildEnvironment(BuildEnvironment.builder()
                                .buildImage(LinuxBuildImage.STANDARD_7_0)
                                .computeType(ComputeType.MEDIUM)
                                .build())
                        .partialBuildSpec(BuildSpec.fromObject(Map.of(
                                "phases",
                                Map.of(
                                        "install",
                                        Map.of("runtime-versions", sorted(Map.of("java", JAVA, "nodejs", "22")))))))
                        .build())
                .build();
        boolean isAnyKeyElsewhere = false;
        for (String name : settings.environments()) {
            Environment environment = all.find(name).orElseThrow();
            List<Step> before = new ArrayList<>();
            Optional<Step> plan = name.equals(settings.environments().get(0))
                    ? Optional.empty()
                    : Optional.of(plan(source, synth, commands, environment, settings));
            plan.ifPresent(before::add);
            isAnyKeyElsewhere |=
                    plan.isPresent() && keyInOtherAccount(environment, settings).isPresent();
            if (settings.approvalBefore().contains(name)) {
                ManualApprovalStep approval = new ManualApprovalStep(
                        "Approve-" + name,
                        ManualApprovalStepProps.builder()
                                .comment("Deploys to " + name + ". "
                                        + (plan.isPresent()
                                                ? "What it does in Genesys Cloud is in the log of the step Plan-" + name
                                                        + "."
                                                : "The first environment of the pipeline has no plan. To see what the"
                                                        + " deployment does in Genesys Cloud, run ./data-actions live"
                                                        + " plan --environment " + name + "."))
                                .build());
                plan.ifPresent(approval::addStepDependency);
                before.add(approval);
            }
            pipeline.addStage(
                    stages.stage(this, environment),
                    AddStageOpts.builder().pre(before).build());
        }
        // Without this call the pipeline is built at synthesis, and the next lines would not find its resources.
        pipeline.buildPipeline();
        acceptFindings(pipeline, settings);
        if (settings.deploysToOtherRegions(all)) {
            acceptFindingsOfOtherRegions(pipeline);
        }
        if (isAnyKeyElsewhere) {
            acceptFindingsOfOtherAccounts(pipeline);
        }
        // Added to the stack, because an aspect of the app does not apply inside stages.
        Aspects.of(this).add(new AwsSolutionsChecks());
    }

    /**
     * A map with the same order in every JVM. {@code Map.of} has another order in each, and each order is another template:
     * the pipeline would update itself and start again.
     */
    private static <T> Map<String, T> sorted(Map<String, T> map) {
        return new TreeMap<>(map);
    }

    private static StackProps stackProps(PipelineSettings settings) {
        software.amazon.awscdk.Environment.Builder where = software.amazon.awscdk.Environment.builder();
        settings.account().ifPresent(where::account);
        settings.region().ifPresent(where::region);
        StackProps.Builder props = StackProps.builder()
                .description(
                        "Promotion of the Genesys Cloud data actions: " + String.join(", ", settings.environments()))
                .env(where.build());
        settings.bootstrapQualifier()
                .ifPresent(qualifier -> props.synthesizer(DefaultStackSynthesizer.Builder.create()
                        .qualifier(qualifier)
                        .build()));
        settings.permissionsBoundary()
                .map(policy -> policy.startsWith("arn:")
                        ? PermissionsBoundary.fromArn(policy)
                        : PermissionsBoundary.fromName(policy))
                .ifPresent(props::permissionsBoundary);
        return props.build();
    }

    /** CDK Pipelines makes these roles and offers no way to narrow them. */
    private void acceptFindings(CodePipeline pipeline, PipelineSettings settings) {
        String account = settings.account().orElse("<AWS::AccountId>");
        String here = settings.region().orElse("<AWS::Region>") + ":" + account;
        accept(
                pipeline.getPipeline().getArtifactBucket(),
                "AwsSolutions-S1",
                "Holds what the pipeline's steps hand on to each other; CloudTrail's data events record who reads it.",
                List.of());
        accept(
                pipeline,
                WILDCARD,
                "The CDK's grants on the pipeline's own bucket and key name actions of a kind, and its objects' names are"
                        + " known only when a step has written them.",
                List.of(
                        "Action::s3:Abort*",
                        "Action::s3:DeleteObject*",
                        "Action::s3:GetBucket*",
                        "Action::s3:GetObject*",
                        "Action::s3:List*",
                        "Action::kms:GenerateDataKey*",
                        "Action::kms:ReEncrypt*",
                        matching("<PipelineArtifactsBucket[A-F0-9]+\\.Arn>/\\*")));
        accept(
                pipeline,
                WILDCARD,
                "CodeBuild makes a project's log streams and reports as it runs: the names begin with the project's.",
                List.of(
                        matching(arn() + "logs:" + here + ":log-group:/aws/codebuild/.*"),
                        matching(arn() + "codebuild:" + here + ":report-group/.*")));
        accept(
                pipeline.getNode().findChild("UpdatePipeline"),
                WILDCARD,
                "The pipeline deploys itself by the roles of the CDK bootstrap, which a condition on their tag picks out,"
                        + " and looks whether stacks and the bootstrap's bucket are there.",
                List.of("Resource::*", matching("arn:\\*:iam::" + account + ":role/\\*")));
        accept(
                pipeline.getNode().findChild("Assets"),
                WILDCARD,
                "Starts and stops the builds that publish assets; the CDK grants it for every project of the account.",
                List.of("Resource::*"));
        accept(
                pipeline,
                WILDCARD,
                "The last part of a stack's ARN is known only once the stack is there; its name is given.",
                List.of(matching(arn() + "cloudformation:.*:stack/[A-Za-z0-9-]+-DataActions/\\*")));
    }

    /** The artifacts of an environment in another region are in a bucket of that region. */
    private void acceptFindingsOfOtherRegions(CodePipeline pipeline) {
        accept(
                pipeline.getPipeline().getRole(),
                WILDCARD,
                "The bucket in another region holds only this pipeline's artifacts. The CDK does not know the ARN of the"
                        + " bucket's key, because the key is in a stack of that region; the key's policy limits its use.",
                List.of("Resource::*", matching(arn() + "s3:::pipeline-support-[a-z0-9-]+/\\*")));
    }

    /** An environment's secret may be in another account. */
    private void acceptFindingsOfOtherAccounts(CodePipeline pipeline) {
        accept(
                pipeline,
                WILDCARD,
                "Only the secret names its key. The key's policy must allow the role, too, and a condition limits it to"
                        + " reading secrets.",
                List.of(matching(arn() + "kms:[a-z0-9-]+:[0-9]+:key/\\*")));
    }

    /** The beginning of an ARN as cdk-nag quotes it. In a region that is known, the CDK knows the partition. */
    private String arn() {
        return "arn:" + (Token.isUnresolved(getPartition()) ? "<AWS::Partition>" : getPartition()) + ":";
    }

    /** Matches a resource as cdk-nag quotes it. */
    private static RegexAppliesTo matching(String resource) {
        return RegexAppliesTo.builder()
                .regex("/^Resource::" + resource.replace("/", "\\/") + "$/")
                .build();
    }

    private static void accept(IConstruct construct, String rule, String reason, List<?> appliesTo) {
        NagPackSuppression.Builder suppression =
                NagPackSuppression.builder().id(rule).reason(reason);
        if (!appliesTo.isEmpty()) {
            suppression.appliesTo(appliesTo);
        }
        NagSuppressions.addResourceSuppressions(construct, List.of(suppression.build()), true);
    }

    /**
     * For a secret in another account, the policy of its key is not enough: the role's own policy must also allow the
     * decryption. Only the secret names its key.
     *
     * @return empty if the secret is in the pipeline's account, or if that account is not known
     */
    private Optional<PolicyStatement> keyInOtherAccount(Environment environment, PipelineSettings settings) {
        String secret = environment.genesys().credentialsSecret();
        if (!secret.startsWith("arn:") || settings.account().isEmpty()) {
            return Optional.empty();
        }
        ArnComponents arn = splitArn(secret, ArnFormat.COLON_RESOURCE_NAME);
        if (settings.account().get().equals(arn.getAccount())) {
            return Optional.empty();
        }
        return Optional.of(PolicyStatement.Builder.create()
                .actions(List.of("kms:Decrypt"))
                .resources(List.of(formatArn(ArnComponents.builder()
                        .service("kms")
                        .region(arn.getRegion())
                        .account(arn.getAccount())
                        .resource("key")
                        .resourceName("*")
                        .build())))
                .conditions(Map.of(
                        "StringEquals",
                        Map.of("kms:ViaService", "secretsmanager." + arn.getRegion() + ".amazonaws.com")))
                .build());
    }

    private Step plan(
            CodePipelineSource source,
            CodeBuildStep synth,
            FileSet commands,
            Environment environment,
            PipelineSettings settings) {
        // The plan looks for stack and secret in the environment's region. Default: the pipeline's own.
        ArnComponents.Builder stack = ArnComponents.builder()
                .service("cloudformation")
                .resource("stack")
                .resourceName(environment.name() + "-DataActions/*");
        environment.region().ifPresent(stack::region);
        environment.account().ifPresent(stack::account);
        List<PolicyStatement> statements = new ArrayList<>(List.of(
                PolicyStatement.Builder.create()
                        .actions(List.of("secretsmanager:GetSecretValue"))
                        .resources(RegistrarFunction.secretArns(
                                this,
                                environment.region(),
                                environment.genesys().credentialsSecret()))
                        .build(),
                PolicyStatement.Builder.create()
                        .actions(List.of(
                                "cloudformation:DescribeStacks",
                                "cloudformation:GetTemplate",
                                "cloudformation:ListStackResources"))
                        .resources(List.of(formatArn(stack.build())))
                        .build()));
        keyInOtherAccount(environment, settings).ifPresent(statements::add);
        return new CodeBuildStep(
                "Plan-" + environment.name(),
                CodeBuildStepProps.builder()
                        .input(source)
                        .additionalInputs(sorted(Map.of("cdk.out", synth, "infra/cli/target", commands)))
                        // Exit status 2 means that the plan has changes, which a person reads. Exit status 1 stops the
                        // pipeline. CI is set because the modification times of the files are meaningless here.
                        .commands(List.of("CI=true sh ./data-actions live plan --assembly cdk.out --environment "
                                + environment.name() + " || [ $? -eq 2 ]"))
                        .rolePolicyStatements(statements)
                        .build());
    }
}
