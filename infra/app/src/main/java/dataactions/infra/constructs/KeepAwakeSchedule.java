package dataactions.infra.constructs;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.RuleTargetInput;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.events.targets.LambdaFunction;
import software.amazon.awscdk.services.events.targets.LambdaFunctionProps;
import software.amazon.awscdk.services.lambda.Alias;
import software.constructs.Construct;

/**
 * Invokes the version that callers reach once an hour, so that Lambda does not make it inactive. The function answers
 * the event without a call of an upstream. Only this rule gets the permission.
 *
 * <p>A version with a SnapStart snapshot becomes inactive if it was not invoked for 14 days, and also when Lambda
 * recycles its environment. An invocation of an inactive version fails, and makes Lambda restore it. The first reason
 * needs one invocation in 14 days. The second has no known rhythm: with one invocation an hour the schedule most likely
 * meets the inactive version before a rare caller does.
 *
 * <p>Source: https://docs.aws.amazon.com/lambda/latest/dg/snapstart-troubleshooting.html
 */
public final class KeepAwakeSchedule extends Construct {
    /** The only key of the event; its value is {@code true}. A test gives the event to the handler. */
    static final String EVENT_KEY = "keepAwake";

    private static final Duration INTERVAL = Duration.hours(1);

    /** @param alias points to the version that callers reach */
    public KeepAwakeSchedule(Construct scope, String id, Alias alias) {
        super(scope, id);
        LambdaFunctionProps target = LambdaFunctionProps.builder()
                .event(RuleTargetInput.fromObject(Map.of(EVENT_KEY, true)))
                .build();
        Rule.Builder.create(this, "Rule")
                .description("Keeps the SnapStart version of the data action function active")
                .schedule(Schedule.rate(INTERVAL))
                .targets(List.of(new LambdaFunction(alias, target)))
                .build();
    }
}
