package dataactions.infra.constructs.operations;

import dataactions.definition.value.Json;
import dataactions.infra.constructs.DataActionFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.cloudwatch.CfnDashboard;
import software.constructs.Construct;

/** The dashboard: the alarms, calls and faults by action, time used, Lambda, and the newest faults. */
final class Dashboard {
    private Dashboard() {}

    /**
     * Constructs the dashboard. JSON instead of the CDK's widgets: each widget costs a call into Node.js at every
     * synthesis.
     */
    static void construct(Construct scope, Operations.Props props, List<CfnAlarm> alarms, List<String> logs) {
        String function = props.function().function().getFunctionName();
        String registrar = props.registrar().function().getFunctionName();
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
                        "# Data actions, environment " + props.environment().name()
                                + "\nAlarms, codes and what to do: `" + Operations.RUNBOOK + "alarms`")));
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
        widgets.add(search(function, 0, 5, "Calls by action", "action", "Invocations", "Sum"));
        widgets.add(search(function, 12, 5, "Faults by action", "action", "Faults", "Sum"));
        widgets.add(search(function, 0, 11, "Calls by outcome", "outcome", "Outcomes", "Sum"));
        widgets.add(search(function, 12, 11, "Upstreams' time by action, p99 (ms)", "action", "UpstreamTime", "p99"));
        widgets.add(graph(
                0,
                17,
                "Time used of the action's timeout (%)",
                List.of(
                        List.of(own, "TimeUsed", "function", function, object("stat", "p50")),
                        List.of(own, "TimeUsed", "function", function, object("stat", "p99")))));
        List<Object> lambda = new ArrayList<>(List.of(
                List.of(Operations.LAMBDA, "ConcurrentExecutions", "FunctionName", function, object("stat", "Maximum")),
                List.of(Operations.LAMBDA, "Throttles", "FunctionName", function, object("stat", "Sum")),
                List.of(Operations.LAMBDA, "Errors", "FunctionName", function, object("stat", "Sum")),
                List.of(Operations.LAMBDA, "Errors", "FunctionName", registrar, object("stat", "Sum"))));
        props.jobs().ifPresent(each -> {
            String worker = each.worker().getFunctionName();
            lambda.add(List.of(
                    Operations.LAMBDA, "ConcurrentExecutions", "FunctionName", worker, object("stat", "Maximum")));
            lambda.add(List.of(Operations.LAMBDA, "Errors", "FunctionName", worker, object("stat", "Sum")));
            lambda.add(List.of(
                    Operations.LAMBDA,
                    "Invocations",
                    "FunctionName",
                    each.lostJobs().getFunctionName(),
                    object("stat", "Sum")));
            // On the right axis, because it is a time.
            lambda.add(List.of(
                    Operations.LAMBDA,
                    "AsyncEventAge",
                    "FunctionName",
                    worker,
                    object("stat", "Maximum", "yAxis", "right")));
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
        CfnDashboard dashboard = CfnDashboard.Builder.create(scope, "Dashboard")
                .dashboardBody(Json.writeString(object("widgets", widgets)))
                .build();
        // The stage, or the stack around the construct, puts its tags on everything. CloudFormation's schema of
        // us-east-1 has no Tags here ("Additional properties are not allowed ('Tags' was unexpected)").
        dashboard.addPropertyDeletionOverride("Tags");
    }

    private static Object search(
            String function, int x, int y, String title, String dimension, String metric, String statistic) {
        String expression = "SEARCH('{" + DataActionFunction.METRICS_NAMESPACE + ",function," + dimension
                + "} MetricName=\"" + metric + "\" function=\"" + function + "\"', '" + statistic + "', "
                + Operations.PERIOD
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
                object("title", title, "region", Aws.REGION, "period", Operations.PERIOD, "metrics", metrics));
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
}
