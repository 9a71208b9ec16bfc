package dataactions.handler.job;

import dataactions.aws.AwsException;
import dataactions.definition.ActionDefinition;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.Outcome;
import dataactions.handler.door.Reply;
import dataactions.handler.run.ActionCall;
import dataactions.handler.run.ActionRunner;
import dataactions.handler.run.InvocationDeadline;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the function that Genesys calls does for slow actions: it queues a job for the worker, waits for the result as
 * long as the definition says, and answers {@code pending} otherwise. The result action reads the result later.
 */
public final class SlowActions {
    private final Jobs jobs;
    private final WorkerQueue worker;

    private SlowActions(Jobs jobs, WorkerQueue worker) {
        this.jobs = jobs;
        this.worker = worker;
    }

    /**
     * Calls nothing yet.
     *
     * @param env the function's environment variables
     * @param table the name of the table of jobs
     * @param workerArn the ARN of the worker's version that belongs to this version of the function
     * @param clock the times of jobs
     */
    public static SlowActions of(Map<String, String> env, String table, String workerArn, InstantSource clock) {
        Jobs jobs = Jobs.of(env, table, clock);
        return new SlowActions(jobs, new WorkerQueue(jobs, env, workerArn));
    }

    /** Whether this class answers the call, and not the {@link ActionRunner}. */
    public static boolean isFor(ActionCall call) {
        ActionDefinition action = call.action().definition();
        return action.isSlow() || action.isResultAction();
    }

    /**
     * Answers a call of a slow action or of a result action. A call that asks for an explanation shares no job. A check
     * asks for one, and a check must run its own version.
     *
     * @param log receives a sentence if the job may not run; the sentence holds no value
     * @throws AwsException when the table cannot be reached, or Lambda refuses the event; the message holds no value
     */
    public Reply answer(ActionCall call, InvocationDeadline deadline, Consumer<String> log) {
        ActionDefinition action = call.action().definition();
        // Only binds the inputs, and forms answers.
        ActionRun run =
                new ActionRun(action, call.data(), call.requestId(), ActionRunner.budget(action, deadline), false);
        Optional<Outcome> refusal = run.refusal();
        if (refusal.isPresent()) {
            return Reply.withoutRun(run.answer(refusal.get()), call.isExplained());
        }
        SlowCall slow = new SlowCall(jobs, worker, call, run, deadline, log);
        return action.isSlow() ? slow.answerCall() : slow.answerQuestion();
    }
}
