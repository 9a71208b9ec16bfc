package dataactions.infra.handbook;

import dataactions.authoring.contract.Contract;
import dataactions.definition.ActionDefinition;
import dataactions.definition.ResultAction;
import dataactions.definition.Step;
import dataactions.definition.upstream.Upstream;
import dataactions.infra.environment.Environment;
import dataactions.infra.handbook.page.Inline;
import java.util.ArrayList;
import java.util.List;

/**
 * The way that the data of one action takes, from the flow to the upstreams and back.
 *
 * @param contract the newest contract
 * @param integration the integration's name in Genesys Cloud
 * @param door how Genesys Cloud reaches the function, in words
 * @param calls the calls of upstreams, in order
 */
record DataWay(Contract contract, String integration, String door, List<Call> calls) {
    /**
     * A call of an upstream.
     *
     * @param step the step's name; empty for the only call
     * @param host the host, with a port that is not the default
     * @param request method and path
     * @param condition the condition of the step as JSONata; null if the call is always made
     */
    record Call(String step, String upstream, String host, String request, String condition) {}

    static DataWay of(Contract contract, Environment environment) {
        ActionDefinition action = contract.definition();
        List<Call> calls = new ArrayList<>();
        for (Step step : action.steps()) {
            Upstream upstream = environment.upstreams().get(step.request().upstream());
            calls.add(new Call(
                    step.name(),
                    upstream.name(),
                    host(upstream),
                    step.request().method() + " " + step.request().path().source(),
                    step.when() == null ? null : step.when().text()));
        }
        return new DataWay(contract, environment.integrationName(), door(environment), calls);
    }

    private static String host(Upstream upstream) {
        int port = upstream.url().getPort();
        return upstream.url().getHost() + (port < 0 ? "" : ":" + port);
    }

    static String door(Environment environment) {
        return environment.frontDoor() instanceof Environment.FrontDoor.Url
                ? "its Function URL, with the caller secret"
                : "IAM, with a role for this organization";
    }

    boolean isSlow() {
        return contract.definition().isSlow();
    }

    String resultAction() {
        return contract.definition().name() + ResultAction.SUFFIX;
    }

    /** The way in words. */
    List<List<Inline>> steps() {
        List<List<Inline>> steps = new ArrayList<>();
        steps.add(List.of(
                Inline.words("The flow calls the data action "),
                Inline.code(contract.registeredName()),
                Inline.words(" of the integration “" + integration + "” in Genesys Cloud.")));
        steps.add(List.of(Inline.words(
                "Genesys Cloud calls the function in AWS by " + door + ". The function checks the inputs.")));
        String caller = "The function";
        if (isSlow()) {
            steps.add(List.of(Inline.words(
                    "The function starts the worker in AWS. If the result is not there in time, the flow gets "
                            + "pending.")));
            caller = "The worker";
        }
        for (Call call : calls) {
            List<Inline> words = new ArrayList<>(List.of(
                    Inline.words(caller + " calls the upstream " + call.upstream() + " at "),
                    Inline.code(call.host()),
                    Inline.words(": "),
                    Inline.code(call.request())));
            if (!call.step().isEmpty()) {
                words.add(Inline.words(" (step " + call.step() + ")"));
            }
            if (call.condition() != null) {
                words.add(Inline.words(", only if "));
                words.add(Inline.code(call.condition()));
            }
            words.add(Inline.words("."));
            steps.add(words);
        }
        steps.add(
                isSlow()
                        ? List.of(
                                Inline.words("The worker keeps the outputs. The flow asks "),
                                Inline.code(resultAction()),
                                Inline.words(" for them."))
                        : List.of(Inline.words(
                                "The function makes the outputs, and Genesys Cloud gives them to the flow.")));
        return steps;
    }
}
