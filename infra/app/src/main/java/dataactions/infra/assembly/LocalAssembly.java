package dataactions.infra.assembly;

import dataactions.infra.environment.AppContext;
import java.util.List;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.CfnRule;
import software.amazon.awscdk.CfnRuleAssertion;
import software.amazon.awscdk.CfnRuleProps;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.constructs.IConstruct;

/**
 * A cloud assembly for the sandbox on this machine. It has one environment, may have drafts of contracts, and may have
 * upstreams that only this machine can reach. Two things prevent its deployment to AWS:
 *
 * <ul>
 *   <li>an error on the stack: the CDK CLI stops at errors, unless an option ignores them;
 *   <li>a rule of the template: it requires a version of the CDK bootstrap stack that only the sandbox has (real
 *       versions are numbers), so CloudFormation refuses the template.
 * </ul>
 *
 * The sandbox does not use the CDK CLI, so the error does not stop it. Its bootstrap version fulfils the rule.
 */
public final class LocalAssembly {
    public static final String RULE = "LocalAssembly";
    /** The bootstrap version in {@code dataactions.sandbox.Sandbox}. */
    static final String BOOTSTRAP = "sandbox";

    private static final String TEXT =
            "This cloud assembly is for the sandbox on this machine. It cannot be deployed to"
                    + " AWS, because it may hold drafts of contracts and upstreams that AWS cannot reach. Let the CDK CLI"
                    + " synthesise the environment itself: npx cdk deploy 'ENVIRONMENT/*', without -a and without the context "
                    + AppContext.LOCAL + ".";

    private LocalAssembly() {}

    /** Whether a construct belongs to a local assembly. */
    public static boolean isIn(IConstruct construct) {
        return construct.getNode().tryGetContext(AppContext.LOCAL) != null;
    }

    public static void refuseOnAws(Stack stack) {
        Annotations.of(stack).addError(TEXT);
        new CfnRule(
                stack,
                RULE,
                CfnRuleProps.builder()
                        .assertions(List.of(CfnRuleAssertion.builder()
                                // Every stack that the CDK synthesises has this parameter.
                                .assertValue(Fn.conditionContains(List.of(BOOTSTRAP), Fn.ref("BootstrapVersion")))
                                .assertDescription(TEXT)
                                .build()))
                        .build());
    }

    /** Whether this error is the one that this class adds on purpose. */
    public static boolean isRefusal(SynthesisedStack.Message message) {
        return message.text().contains(TEXT);
    }
}
