package dataactions.cli.author;

import dataactions.aws.AwsException;
import dataactions.cli.CommandException;
import dataactions.definition.ActionDefinition;
import dataactions.definition.CompiledActions;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.Allowance;
import dataactions.definition.value.Json;
import dataactions.handler.run.ActionCall;
import dataactions.handler.run.ActionRunner;
import dataactions.handler.run.InvocationDeadline;
import dataactions.handler.upstream.HttpUpstreamClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Runs a definition in this process, with the function's own code, against its real upstreams. */
final class LiveCalls implements Answers, AutoCloseable {
    /** Longer than any action may take: the function's limit does not apply here. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Function<String, Upstream> upstreams;
    private final UpstreamSecrets secrets;
    private final HttpUpstreamClient client;

    /** @param upstreams finds an upstream by its name; throws a {@link CommandException} if there is none */
    LiveCalls(Function<String, Upstream> upstreams, UpstreamSecrets secrets) {
        this.upstreams = upstreams;
        this.secrets = secrets;
        this.client = new HttpUpstreamClient(secrets);
    }

    @Override
    public Tried run(ActionDefinition definition, Map<String, Object> input) {
        Map<String, Upstream> called = new LinkedHashMap<>();
        List<String> sources = new ArrayList<>();
        definition.steps().stream()
                .map(step -> step.request().upstream())
                .distinct()
                .forEach(name -> {
                    Upstream upstream = upstreams.apply(name);
                    called.put(name, upstream);
                    sources.add(name + " at " + upstream.url());
                });
        secrets.load(called.values());
        // A slow action's run may take as long as its worker: the caller's wait does not end it.
        ActionDefinition whole =
                definition.isSlow() ? definition.within(definition.async().limit()) : definition;
        ActionRunner runner =
                new ActionRunner(CompiledActions.of(List.of(whole)), called, client, Json.Limits.DEFAULT.maxBytes());
        ActionCall call = new ActionCall(
                runner.find(whole.name(), null).orElseThrow(),
                input,
                UUID.randomUUID().toString(),
                header -> null,
                true,
                true);
        ActionRunner.Result result;
        try {
            result = runner.run(
                    call, new InvocationDeadline(System::nanoTime, LONGEST.toMillis()), Allowance.unlimited());
        } catch (AwsException e) {
            throw new CommandException(e.getMessage());
        }
        return new Tried(
                definition,
                sources,
                result.envelope(),
                result.statistics().explained(),
                result.statistics().steps(),
                result.traced() == null ? List.of() : result.traced(),
                Duration.ofMillis(result.statistics().upstreamMillis()));
    }

    @Override
    public void close() {
        client.close();
    }
}
