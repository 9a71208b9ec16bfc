package dataactions.cli.author;

import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.definition.ActionDefinition;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls an API once for a definition that is not written yet, with the function's own client. */
public final class FirstCall {
    private FirstCall() {}

    /**
     * How the call ended.
     *
     * @param status 0 without an answer
     * @param body the JSON; empty for none, and for a body that is not JSON
     * @param problem what a flow would get as {@code error}; null after a success
     * @param took the time of the upstream
     */
    public record Answer(int status, Optional<Object> body, String problem, Duration took) {
        /** Whether outputs can be proposed for it. */
        public boolean isSuccess() {
            return status >= 200 && status < 300 && problem == null;
        }
    }

    /**
     * Makes the call.
     *
     * @param environment whose AWS region is used
     * @param definition without retries, so that there is one call
     * @param secret the upstream's secret as JSON, which is kept in memory only; empty: from a file, the environment, or
     *     Secrets Manager
     * @param secrets a file with secrets
     * @throws CommandException when the secret is not there
     */
    public static Answer of(
            Context context,
            String environment,
            ActionDefinition definition,
            Map<String, Object> input,
            Upstream upstream,
            Optional<String> secret,
            Optional<Path> secrets) {
        Map<String, String> shell = new HashMap<>(context.shell());
        if (secret.isPresent() && upstream.auth() instanceof Auth.WithSecret auth) {
            shell.put(UpstreamSecrets.variable(auth.secret()), secret.get());
        }
        UpstreamSecrets found = new UpstreamSecrets(
                secrets, shell, () -> context.aws().apply(KnownUpstreams.region(context, environment)));
        try (LiveCalls live = new LiveCalls(name -> upstream, found)) {
            return answer(live.run(definition, input));
        }
    }

    /** The variable that {@code try} reads a secret from. */
    public static String variable(String secret) {
        return UpstreamSecrets.variable(secret);
    }

    private static Answer answer(Tried tried) {
        String problem = tried.envelope().errorCode() == null
                ? null
                : tried.envelope().errorCode() + ": " + tried.envelope().error();
        List<Object> exchanges = tried.exchanges().stream()
                .filter(each -> !((Map<?, ?>) each).containsKey("for"))
                .toList();
        if (exchanges.isEmpty()) {
            return new Answer(0, Optional.empty(), problem, tried.upstreams());
        }
        Map<?, ?> exchange = (Map<?, ?>) exchanges.get(exchanges.size() - 1);
        if (!(exchange.get("response") instanceof Map<?, ?> response)) {
            return new Answer(0, Optional.empty(), problem, tried.upstreams());
        }
        int status = ((Number) response.get("status")).intValue();
        Object text = response.get("body");
        Optional<Object> body = text == null ? Optional.empty() : Tried.json(text);
        return new Answer(status, body, problem, tried.upstreams());
    }

    /** Reads the answer in a file, as {@code try --response} does. */
    public static RecordedAnswer recorded(Path file, ActionDefinition definition) {
        var response = RecordedAnswers.read(file, definition)
                .byStep()
                .values()
                .iterator()
                .next();
        return new RecordedAnswer(response.status(), Optional.ofNullable(response.body()));
    }

    /** An answer in a file. */
    public record RecordedAnswer(int status, Optional<Object> body) {}
}
