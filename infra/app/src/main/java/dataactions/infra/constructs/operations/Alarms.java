package dataactions.infra.constructs.operations;

import dataactions.infra.constructs.DataActionFunction;
import dataactions.infra.constructs.SlowActionJobs;
import dataactions.infra.environment.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.logs.CfnMetricFilter;
import software.constructs.Construct;

/** The alarms, and the metric filters over the logs that they need. Each alarm names its entry in the runbook. */
final class Alarms {
    /** In percent of the action's timeout. */
    private static final int SLOW = 80;

    /** In milliseconds, as Lambda counts the age of an event. */
    private static final int OLD_JOB = 60_000;

    private final Construct scope;
    private final Environment environment;
    private final String function;
    private final String registrar;
    private final String registrarFailures;
    private final List<CfnAlarm> alarms = new ArrayList<>();

    /** @param title of the stack, or of the construct in a stack; unique in the account and region */
    Alarms(Construct scope, Operations.Props props, String title) {
        this.scope = scope;
        environment = props.environment();
        function = props.function().function().getFunctionName();
        registrar = props.registrar().function().getFunctionName();
        registrarFailures = "RegistrarFailures " + title;
        filters(
                props.function().logGroup().getLogGroupName(),
                props.registrar().logGroup().getLogGroupName());
        alarms(
                environment.frontDoor() instanceof Environment.FrontDoor.Url,
                props.rotation().map(IFunction::getFunctionName));
        props.jobs().ifPresent(this::jobAlarms);
    }

    /** In the order of their construction. */
    List<CfnAlarm> all() {
        return alarms;
    }

    private void filters(String log, String registrarLog) {
        // A call with a wrong token has the status of a fault, too. Such calls have a separate alarm.
        counted("Faults", log, "{ $.Faults = 1 && $.errorCode != \"UNAUTHORIZED\" }", "FunctionFaults", "1", true);
        counted("TimeUsed", log, "{ $.timeUsed = * }", "TimeUsed", "$.timeUsed", true);
        counted("RegistrarErrors", registrarLog, "{ $.level = \"ERROR\" }", registrarFailures, "1", false);
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
        CfnMetricFilter.Builder.create(scope, id)
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
                new Source("lambda", Operations.LAMBDA, "Errors", "Sum", "FunctionName", function),
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
                new Source("m", Operations.LAMBDA, "Throttles", "Sum", "FunctionName", function),
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
                new Source("lambda", Operations.LAMBDA, "Errors", "Sum", "FunctionName", registrar),
                rotation.map(name -> new Source("rotation", Operations.LAMBDA, "Errors", "Sum", "FunctionName", name)),
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
                        Operations.LAMBDA,
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
        CfnAlarm.Builder builder = CfnAlarm.Builder.create(scope, id)
                .alarmDescription(
                        meaning + " Environment " + environment.name() + ". What to do: " + Operations.RUNBOOK + anchor)
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
        alarms.add(builder.build());
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
                            .period(Operations.PERIOD)
                            .stat(statistic)
                            .build())
                    .returnData(returned)
                    .build();
        }
    }
}
