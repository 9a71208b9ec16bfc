package dataactions.infra.constructs.operations;

import dataactions.infra.constructs.DataActionFunction;
import dataactions.infra.constructs.RegistrarFunction;
import dataactions.infra.constructs.SlowActionJobs;
import dataactions.infra.environment.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.logs.CfnQueryDefinition;
import software.constructs.Construct;

/**
 * Alarms, each of which names its entry in the runbook, a dashboard, and a saved query over the function's log. The
 * number of resources does not depend on the number of actions.
 *
 * <p>The function's log lines hold embedded metrics by action and by outcome. Metric filters over the same lines count
 * for the function as a whole. The metrics of {@code AWS/Lambda} also count invocations that wrote no line: a crash, or
 * a start that failed.
 */
public final class Operations extends Construct {
    /**
     * What {@link Operations} needs.
     *
     * @param environment its name and the topic that alarms go to
     * @param function the function that Genesys calls
     * @param registrar the function that CloudFormation calls
     * @param rotation the function that Secrets Manager calls; empty if the caller secret is not rotated
     * @param jobs where the slow actions' calls are run; empty if no action is slow
     */
    public record Props(
            Environment environment,
            DataActionFunction function,
            RegistrarFunction registrar,
            Optional<IFunction> rotation,
            Optional<SlowActionJobs> jobs) {}

    /** The address of the runbook in the alarms' descriptions, before the anchor. A test compares it with the file. */
    public static final String RUNBOOK = "docs/runbook.md#";

    /** The namespace of Lambda's metrics. */
    static final String LAMBDA = "AWS/Lambda";

    /** The seconds over which a metric is counted. */
    static final int PERIOD = 300;

    public Operations(Construct scope, String id, Props props) {
        super(scope, id);
        String stack = Stack.of(this).getStackName();
        String construct = props.registrar().logicalId("");
        String title = construct.isEmpty() ? stack : stack + "/" + construct;
        Alarms alarms = new Alarms(this, props, title);
        List<String> logs = new ArrayList<>(List.of(props.function().logGroup().getLogGroupName()));
        props.jobs().map(jobs -> jobs.workerLog().getLogGroupName()).ifPresent(logs::add);
        Dashboard.construct(this, props, alarms.all(), logs);
        query(title, logs, props.registrar().logicalId("CallsQuery"));
    }

    /** CloudWatch requires a unique name, so the query's name contains the stack's name. */
    private void query(String title, List<String> logs, String logicalId) {
        CfnResource query = CfnQueryDefinition.Builder.create(this, "Query")
                .name(title + "/Calls by action and outcome")
                .logGroupNames(logs)
                .queryString("fields action, errorCode, ms, upstreamMs, ownMs, attempts\n"
                        + "| filter ispresent(action)\n"
                        + "| stats count(*) as calls, pct(ms, 50) as p50, pct(ms, 99) as p99, pct(ownMs, 99) as own99,"
                        + " max(attempts) as attempts by action, errorCode\n"
                        + "| sort calls desc")
                .build();
        query.overrideLogicalId(logicalId);
    }
}
