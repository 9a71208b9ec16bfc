package dataactions.infra.constructs;

import dataactions.definition.value.Json;
import dataactions.infra.environment.Environment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.cloudwatch.CfnDashboard;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.logs.CfnMetricFilter;
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

    private static final String LAMBDA = "AWS/Lambda";
    private static final int MINUTES_5 = 300;

    /** In percent of the action's timeout. */
    private static final int SLOW = 80;

    /** In milliseconds, as Lambda counts the age of an event. */
    private static final int OLD_JOB = 60_000;

    private final Environment environment;
    private final String function;
    private final String registrar;
    private final String registrarFailures;
    private final String title;
    private final List<CfnAlarm> alarms = new ArrayList<>();

    public Operations(Construct scope, String id, Props props) {
        super(scope, id);
        environment = props.environment();
        function = props.function().function().getFunctionName();
        registrar = props.registrar().function().getFunctionName();
        String stack = Stack.of(this).getStackName();
        title = props.registrar().logicalId("").isEmpty()
                ? stack
                : stack + "/" + props.registrar().logicalId("");
        registrarFailures = "RegistrarFailures " + title;
        String log = props.function().logGroup().getLogGroupName();
        // A call with a wrong token has the status of a fault, too. Such calls have a separate alarm.
        counted("Faults", log, "{ $.Faults = 1 && $.errorCode != \"UNAUTHORIZED\" }", "FunctionFaults", "1", true);
        counted("TimeUsed", log, "{ $.timeUsed = * }", "TimeUsed", "$.timeUsed", true);
        counted(
                "RegistrarErrors",
                props.registrar().logGroup().getLogGroupName(),
                "{ $.level = \"ERROR\" }",
                registrarFailures,
                "1",
                false);
        alarms(
                environment.frontDoor() instanceof Environment.FrontDoor.Url,
                props.rotation().map(IFunction::getFunctionName));
        props.jobs().ifPresent(this::jobAlarms);
        List<String> logs = new ArrayList<>(List.of(log));
        props.jobs().map(jobs -> jobs.workerLog().getLogGroupName()).ifPresent(logs::add);
        dashboard(logs, props.jobs());
        query(logs, props.registrar().logicalId("CallsQuery"));
    }

    /** @param byFunction whether the log lines name the function that wrote them */
    private void counted(String id, String log, String pattern, String metric, String value, boolean byFunction) {
        CfnMetricFilter.MetricTransformationProperty.Builder transformation =
                CfnMetricFilter.MetricTransformationProperty.builder()
                        .metricNamespace(DataActionFunction.METRICS_NAMESPACE)
                        .metricName(metric)
                        .metricValue(value);
        if (byFunction) {
            transformation.dimensions(List.of(CfnMetricFilter.DimensionProperty.builder()
                    .key("function")
                    .value("$.function")
                    .build()));
        }
        CfnMetricFilter.Builder.create(this, id)
                .logGroupName(log)
                .filterPattern(pattern)
                .metricTransformations(List.of(transformation.build()))
                .build();
    }

    private void alarms(boolean byUrl, Optional<String> rotation) {
        either(
                "FaultsAlarm",
                "alarm-faults",
                "Calls end in a fault, so that flows take Failure: the upstream, its credentials, or our own code.",
                new Source("said", DataActionFunction.METRICS_NAMESPACE, "FunctionFaults", "Sum", "function", function),
                new Source("lambda", LAMBDA, "Errors", "Sum", "FunctionName", function),
                Optional.empty(),
                5);
        if (byUrl) {
            single(
                    "UnauthorizedAlarm",
                    "alarm-unauthorized",
                    "The Function URL is called without the right secret: by a stranger, or by Genesys with a credential"
                            + " that is out of date.",
                    new Source(
                            "m",
                            DataActionFunction.METRICS_NAMESPACE,
                            "Outcomes",
                            "Sum",
                            "function",
                            function,
                            "outcome",
                            "UNAUTHORIZED"),
                    5,
                    1);
        }
        single(
                "ThrottlesAlarm",
                "alarm-throttles",
                "Lambda turns calls away: the account's or the function's concurrency is used up.",
                new Source("m", LAMBDA, "Throttles", "Sum", "FunctionName", function),
                1,
                1);
        single(
                "SlowAlarm",
                "alarm-slow",
                "One call in a hundred uses at least " + SLOW + " % of its action's timeout: the next step is"
                        + " UPSTREAM_TIMEOUT.",
                new Source("m", DataActionFunction.METRICS_NAMESPACE, "TimeUsed", "p99", "function", function),
                SLOW,
                3);
        either(
                "RegistrarAlarm",
                "alarm-registrar",
                "The registrar could not do what CloudFormation asked: a deployment failed, or a rollback is stuck"
                        + (rotation.isPresent() ? "; or the caller's secret could not be rotated." : "."),
                new Source("said", DataActionFunction.METRICS_NAMESPACE, registrarFailures, "Sum"),
                new Source("lambda", LAMBDA, "Errors", "Sum", "FunctionName", registrar),
                rotation.map(name -> new Source("rotation", LAMBDA, "Errors", "Sum", "FunctionName", name)),
                1);
    }

    private void jobAlarms(SlowActionJobs jobs) {
        single(
                "LostJobsAlarm",
                "alarm-lost",
                "A job of a slow action had no end of its own, and ended as JOB_LOST: the worker crashed, ran into its"
                        + " timeout, could not write the result, or was free only after async.limit.",
                new Source(
                        "m",
                        DataActionFunction.METRICS_NAMESPACE,
                        "Outcomes",
                        "Sum",
                        "function",
                        jobs.lostJobs().getFunctionName(),
                        "outcome",
                        "JOB_LOST"),
                1,
                1);
        single(
                "QueuedJobsAlarm",
                "alarm-queued",
                "A job of a slow action waited at least " + OLD_JOB / 1000 + " s for the worker: more jobs come than"
                        + " function.workerConcurrency lets run.",
                new Source(
                        "m",
                        LAMBDA,
                        "AsyncEventAge",
                        "Maximum",
                        "FunctionName",
                        jobs.worker().getFunctionName()),
                OLD_JOB,
                1);
    }

    /**
     *  The first two counters may count the same failure, so only the larger count is used. The third counter is added.
     */
    private void either(
            String id,
            String anchor,
            String meaning,
            Source said,
            Source lambda,
            Optional<Source> also,
            int threshold) {
        CfnAlarm.MetricDataQueryProperty larger = CfnAlarm.MetricDataQueryProperty.builder()
                .id("larger")
                .label(id)
                .expression("MAX([FILL(said, 0), FILL(lambda, 0)])"
                        + also.map(source -> " + FILL(" + source.id() + ", 0)").orElse(""))
                .returnData(true)
                .build();
        List<CfnAlarm.MetricDataQueryProperty> queries =
                new ArrayList<>(List.of(larger, said.query(false), lambda.query(false)));
        also.map(source -> source.query(false)).ifPresent(queries::add);
        alarm(id, anchor, meaning, queries, threshold, 1);
    }

    private void single(String id, String anchor, String meaning, Source metric, int threshold, int periods) {
        alarm(id, anchor, meaning, List.of(metric.query(true)), threshold, periods);
    }

    private void alarm(
            String id,
            String anchor,
            String meaning,
            List<CfnAlarm.MetricDataQueryProperty> metrics,
            int threshold,
            int periods) {
        CfnAlarm.Builder builder = CfnAlarm.Builder.create(this, id)
                .alarmDescription(meaning + " Environment " + environment.name() + ". What to do: " + RUNBOOK + anchor)
                .metrics(metrics)
                .comparisonOperator("GreaterThanOrEqualToThreshold")
                .threshold(threshold)
                .evaluationPeriods(periods)
                // Missing calls, for example at night, do not raise an alarm.
                .treatMissingData("notBreaching");
        environment
                .alarmsTopic()
                .map(List::of)
                .ifPresent(topic -> builder.alarmActions(topic).okActions(topic));
        CfnAlarm alarm = builder.build();
        alarms.add(alarm);
    }

    /** A metric over five minutes; dimensions in pairs of name and value. */
    private record Source(String id, String namespace, String name, String statistic, String... dimensions) {
        CfnAlarm.MetricDataQueryProperty query(boolean returned) {
            List<CfnAlarm.DimensionProperty> list = new ArrayList<>();
            for (int i = 0; i < dimensions.length; i += 2) {
                list.add(CfnAlarm.DimensionProperty.builder()
                        .name(dimensions[i])
                        .value(dimensions[i + 1])
                        .build());
            }
            return CfnAlarm.MetricDataQueryProperty.builder()
                    .id(id)
                    .metricStat(CfnAlarm.MetricStatProperty.builder()
                            .metric(CfnAlarm.MetricProperty.builder()
                                    .namespace(namespace)
                                    .metricName(name)
                                    .dimensions(list)
                                    .build())
                            .period(MINUTES_5)
                            .stat(statistic)
                            .build())
                    .returnData(returned)
                    .build();
        }
    }

    /** JSON instead of the CDK's widgets: each widget costs a call into Node.js at every synthesis. */
    private void dashboard(List<String> logs, Optional<SlowActionJobs> jobs) {
        String own = DataActionFunction.METRICS_NAMESPACE;
        List<Object> widgets = new ArrayList<>();
        widgets.add(widget(
                0,
                0,
                24,
                2,
                "text",
                object(
                        "markdown",
                        "# Data actions, environment " + environment.name() + "\nAlarms, codes and what to do: `"
                                + RUNBOOK + "alarms`")));
        widgets.add(widget(
                0,
                2,
                24,
                3,
                "alarm",
                object(
                        "title",
                        "Alarms",
                        "alarms",
                        alarms.stream().map(CfnAlarm::getAttrArn).toList())));
        widgets.add(search(0, 5, "Calls by action", "action", "Invocations", "Sum"));
        widgets.add(search(12, 5, "Faults by action", "action", "Faults", "Sum"));
        widgets.add(search(0, 11, "Calls by outcome", "outcome", "Outcomes", "Sum"));
        widgets.add(search(12, 11, "Upstreams' time by action, p99 (ms)", "action", "UpstreamTime", "p99"));
        widgets.add(graph(
                0,
                17,
                "Time used of the action's timeout (%)",
                List.of(
                        List.of(own, "TimeUsed", "function", function, object("stat", "p50")),
                        List.of(own, "TimeUsed", "function", function, object("stat", "p99")))));
        List<Object> lambda = new ArrayList<>(List.of(
                List.of(LAMBDA, "ConcurrentExecutions", "FunctionName", function, object("stat", "Maximum")),
                List.of(LAMBDA, "Throttles", "FunctionName", function, object("stat", "Sum")),
                List.of(LAMBDA, "Errors", "FunctionName", function, object("stat", "Sum")),
                List.of(LAMBDA, "Errors", "FunctionName", registrar, object("stat", "Sum"))));
        jobs.ifPresent(each -> {
            String worker = each.worker().getFunctionName();
            lambda.add(List.of(LAMBDA, "ConcurrentExecutions", "FunctionName", worker, object("stat", "Maximum")));
            lambda.add(List.of(LAMBDA, "Errors", "FunctionName", worker, object("stat", "Sum")));
            lambda.add(List.of(
                    LAMBDA, "Invocations", "FunctionName", each.lostJobs().getFunctionName(), object("stat", "Sum")));
            // On the right axis, because it is a time.
            lambda.add(List.of(
                    LAMBDA, "AsyncEventAge", "FunctionName", worker, object("stat", "Maximum", "yAxis", "right")));
        });
        widgets.add(graph(12, 17, "Lambda", lambda));
        widgets.add(widget(
                0,
                23,
                24,
                6,
                "log",
                object(
                        "title",
                        "Faults, newest first",
                        "region",
                        Aws.REGION,
                        "query",
                        "SOURCE '" + String.join("' | SOURCE '", logs)
                                + "' | fields @timestamp, action, contract, errorCode, upstreamStatus, ms,"
                                + " requestId, detail | filter Faults = 1 | sort @timestamp desc | limit 20")));
        CfnDashboard dashboard = CfnDashboard.Builder.create(this, "Dashboard")
                .dashboardBody(Json.writeString(object("widgets", widgets)))
                .build();
        // The stage, or the stack around the construct, puts its tags on everything. CloudFormation's schema of
        // us-east-1 has no Tags here ("Additional properties are not allowed ('Tags' was unexpected)").
        dashboard.addPropertyDeletionOverride("Tags");
    }

    private Object search(int x, int y, String title, String dimension, String metric, String statistic) {
        String expression = "SEARCH('{" + DataActionFunction.METRICS_NAMESPACE + ",function," + dimension
                + "} MetricName=\"" + metric + "\" function=\"" + function + "\"', '" + statistic + "', " + MINUTES_5
                + ")";
        return graph(x, y, title, List.of(List.of(object("expression", expression))));
    }

    private static Object graph(int x, int y, String title, List<Object> metrics) {
        return widget(
                x,
                y,
                12,
                6,
                "metric",
                object("title", title, "region", Aws.REGION, "period", MINUTES_5, "metrics", metrics));
    }

    private static Object widget(int x, int y, int width, int height, String type, Map<String, Object> properties) {
        return object("type", type, "x", x, "y", y, "width", width, "height", height, "properties", properties);
    }

    /** A map in the given order, so that every synthesis writes the same bytes. */
    private static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    /** CloudWatch requires a unique name, so the query's name contains the stack's name. */
    private void query(List<String> logs, String logicalId) {
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
