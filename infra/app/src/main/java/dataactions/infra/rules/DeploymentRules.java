package dataactions.infra.rules;

import dataactions.authoring.DefinitionSet;
import dataactions.authoring.contract.Contract;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Step;
import dataactions.definition.Suggestion;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.run.Binding;
import dataactions.definition.upstream.Durations;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.ValueType;
import dataactions.infra.assembly.TemplateLimits;
import dataactions.infra.constructs.DataActionFunction;
import dataactions.infra.constructs.SlowActionJobs;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environment.Check;
import dataactions.infra.environment.Environments;
import dataactions.infra.environment.GenesysDomains;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks whether an environment and the definitions fit together. */
public final class DeploymentRules {
    /** The time that an action needs, in addition to its upstream call, to answer that the call took too long. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    /**
     * The most contracts that fit into a template. A template may have 500 resources, and each contract needs two. A
     * test counts the resources of an environment with every key.
     */
    public static final int MAX_CONTRACTS = 230;

    /** The same, if an action is slow: the jobs of slow actions need resources, too. */
    public static final int MAX_CONTRACTS_WITH_JOBS = 223;

    private static final int GENESYS_NAME_LENGTH = 256;
    private static final Pattern PARAMETER_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    private DeploymentRules() {}

    /** Everything that is wrong, one line for each problem. */
    public static List<String> problems(Environment environment, DefinitionSet definitions) {
        String path = path(environment);
        Set<String> problems = new LinkedHashSet<>();
        if (definitions.contracts().isEmpty()) {
            problems.add("No action is defined: add a YAML file to the definitions' folder");
        }
        count(definitions.contracts().size(), SlowActionJobs.isNeededFor(definitions))
                .ifPresent(problems::add);
        problems.addAll(missingUpstreams(environment, definitions));
        for (Contract contract : definitions.contracts()) {
            name(contract).ifPresent(problems::add);
            category(environment, contract).ifPresent(problems::add);
            timeout(contract.definition(), contract).ifPresent(problems::add);
            for (Step step : contract.definition().steps()) {
                upstream(environment, contract, step).ifPresent(problems::add);
            }
        }
        functionTimeout(environment, definitions).ifPresent(problems::add);
        encryption(environment, definitions).ifPresent(problems::add);
        for (Check check : environment.checks().values()) {
            check(path + ".checks.", check, definitions).ifPresent(problems::add);
            problems.addAll(expectations(path + ".checks.", check, definitions));
        }
        return new ArrayList<>(problems);
    }

    /** Lambda's timeout must not be shorter than an action's: Lambda would end the call without an answer. */
    private static Optional<String> functionTimeout(Environment environment, DefinitionSet definitions) {
        return environment
                .function()
                .timeout()
                .flatMap(timeout -> definitions.contracts().stream()
                        .filter(contract -> contract.definition().timeout().compareTo(timeout) > 0)
                        .findFirst()
                        .map(contract -> path(environment) + ".function.timeout: " + Durations.print(timeout)
                                + " is less than the timeout of action " + contract.registeredName() + ", "
                                + Durations.print(contract.definition().timeout())
                                + "; raise it, or leave it out: it is then the longest action's and two seconds"));
    }

    /** Each contract is two resources, its action and its parameter. A template may have 500 resources. */
    static Optional<String> count(int contracts, boolean isAnySlow) {
        int most = isAnySlow ? MAX_CONTRACTS_WITH_JOBS : MAX_CONTRACTS;
        return contracts <= most
                ? Optional.empty()
                : Optional.of(contracts + " contracts are in service, and one stack "
                        + (isAnySlow ? "with slow actions (async) " : "") + "has room for " + most + "; "
                        + TemplateLimits.REMEDY);
    }

    /** A job's request and result are stored for as long as the definition says, and longer. */
    private static Optional<String> encryption(Environment environment, DefinitionSet definitions) {
        if (environment.kmsKey().isPresent()) {
            return Optional.empty();
        }
        return definitions.contracts().stream()
                .filter(contract ->
                        contract.definition().isSlow() && contract.definition().secure())
                .findFirst()
                .map(contract -> path(environment) + ".kmsKey: missing; action " + contract.registeredName()
                        + " is secure and has async, so its inputs and results are stored, and a key of yours must"
                        + " encrypt them. Expected a KMS key's ARN; or remove async or secure from the definition");
    }

    /** What may be wrong, one line for each warning. */
    public static List<String> warnings(Environment environment, DefinitionSet definitions) {
        List<String> warnings = new ArrayList<>();
        Environment.Genesys genesys = environment.genesys();
        boolean derived = genesys.apiUrl().equals("https://api." + genesys.domain());
        if (derived && !GenesysDomains.isKnown(genesys.domain())) {
            warnings.add(path(environment) + ".genesys.domain: \"" + genesys.domain()
                    + "\" is no Genesys Cloud domain that is known here; https://api." + genesys.domain()
                    + " will be called");
        }
        Set<String> called = definitions.compiled().upstreams();
        for (String upstream : environment.upstreams().keySet()) {
            if (!called.contains(upstream)) {
                warnings.add(path(environment) + ".upstreams." + upstream + ": no action calls it");
            }
        }
        for (Contract contract : definitions.contracts()) {
            contract.definition()
                    .steps()
                    .forEach(step -> shortened(environment, contract, step).ifPresent(warnings::add));
        }
        if (environment.function().workerConcurrency().isPresent() && !SlowActionJobs.isNeededFor(definitions)) {
            warnings.add(path(environment) + ".function.workerConcurrency: no action has async, so nothing uses it");
        }
        return warnings;
    }

    /**
     *  Warns if the upstream's timeout ends the calls of a slow action early. It is no error, because a fast action may
     *  need this short timeout.
     */
    private static Optional<String> shortened(Environment environment, Contract contract, Step step) {
        Upstream upstream = environment.upstreams().get(step.request().upstream());
        if (!contract.definition().isSlow()
                || upstream == null
                || upstream.timeout().isEmpty()) {
            return Optional.empty();
        }
        Duration own = step.request().timeout();
        Duration most = upstream.timeout().get();
        boolean isShort = own != null
                ? most.compareTo(own) < 0
                : most.compareTo(contract.definition().async().after()) <= 0;
        return isShort
                ? Optional.of(path(environment) + ".upstreams." + upstream.name() + ".timeout: " + Durations.print(most)
                        + " ends each call of the slow action " + contract.registeredName() + ", "
                        + (own == null
                                ? "before it could be pending"
                                : "whose request.timeout is " + Durations.print(own))
                        + "; raise it, or give the slow action an upstream of its own")
                : Optional.empty();
    }

    /** An action's name is part of an SSM parameter's name, and a key in a property of a template. */
    private static Optional<String> name(Contract contract) {
        String name = contract.actionName();
        if (!PARAMETER_NAME.matcher(name.replace(' ', '-')).matches()) {
            return Optional.of("Action \"" + name + "\": its name is part of an SSM parameter's name, which allows"
                    + " letters, digits, \"_\", \".\" and \"-\", 128 at most; rename it");
        }
        if (name.equals("Ref")) {
            return Optional.of("Action \"Ref\": CloudFormation takes a key of that name for a function; rename it");
        }
        return Optional.empty();
    }

    private static Optional<String> category(Environment environment, Contract contract) {
        int length = environment.categoryOf(contract.definition().category()).length();
        return length <= GENESYS_NAME_LENGTH
                ? Optional.empty()
                : Optional.of(path(environment) + ": the category of action " + contract.registeredName() + " has "
                        + length + " characters with its suffix; Genesys Cloud allows " + GENESYS_NAME_LENGTH
                        + "; shorten the category or the suffix");
    }

    private static Optional<String> timeout(ActionDefinition definition, Contract contract) {
        Duration timeout = definition.timeout();
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0
                || timeout.compareTo(Duration.ofSeconds(DataActionFunction.MAX_TIMEOUT_SECONDS)) > 0) {
            return Optional.of("Action " + contract.registeredName() + ": timeout is " + Durations.print(timeout)
                    + "; Genesys Cloud allows 1s to 60s; change it");
        }
        for (Step step : definition.steps()) {
            Duration own = step.request().timeout();
            if (own != null && own.compareTo(timeForCalls(definition).minus(MARGIN)) > 0) {
                return Optional.of("Action " + contract.registeredName() + ": "
                        + (step.name().equals(Step.ONLY) ? "" : "steps." + step.name() + ".") + "request.timeout is "
                        + Durations.print(own) + " and the action's own "
                        + (definition.isSlow() ? "async.limit " : "timeout ")
                        + Durations.print(timeForCalls(definition))
                        + "; the call must end a second before the action does");
            }
        }
        return Optional.empty();
    }

    /** The worker makes the calls of a slow action, and Genesys does not wait for them. */
    private static Duration timeForCalls(ActionDefinition definition) {
        return definition.isSlow() ? definition.async().limit() : definition.timeout();
    }

    /** One line for each upstream, however many actions call it. */
    private static List<String> missingUpstreams(Environment environment, DefinitionSet definitions) {
        Map<String, Set<String>> callers = new LinkedHashMap<>();
        for (Contract contract : definitions.contracts()) {
            for (Step step : contract.definition().steps()) {
                String upstream = step.request().upstream();
                if (!environment.upstreams().containsKey(upstream)) {
                    callers.computeIfAbsent(upstream, name -> new LinkedHashSet<>())
                            .add(contract.registeredName());
                }
            }
        }
        List<String> problems = new ArrayList<>();
        callers.forEach((name, actions) -> {
            String first = actions.iterator().next();
            problems.add(path(environment) + ".upstreams." + name + ": missing; action " + first
                    + (actions.size() == 1 ? " calls it" : " and " + (actions.size() - 1) + " more call it")
                    + ". Expected {\"url\": \"https://…\"}; "
                    + Suggestion.hint(name, environment.upstreams().keySet()));
        });
        return problems;
    }

    private static Optional<String> upstream(Environment environment, Contract contract, Step step) {
        String name = step.request().upstream();
        Upstream upstream = environment.upstreams().get(name);
        String path = path(environment) + ".upstreams";
        if (upstream == null) {
            return Optional.empty();
        }
        ActionDefinition definition = contract.definition();
        Duration most = timeForCalls(definition);
        return upstream.timeout()
                .filter(limit -> limit.compareTo(most.minus(MARGIN)) > 0)
                .map(limit -> path + "." + name + ".timeout: " + Durations.print(limit)
                        + " does not fit into action " + contract.registeredName() + ", whose "
                        + (definition.isSlow() ? "async.limit" : "timeout") + " is "
                        + Durations.print(most) + "; the call must end a second before the action does");
    }

    private static Optional<String> check(String path, Check check, DefinitionSet definitions) {
        Optional<ActionDefinition> found = definitions.contracts().stream()
                .filter(contract -> contract.newest() && contract.actionName().equals(check.action()))
                .map(Contract::definition)
                .findFirst();
        String where = path + check.action();
        if (found.isEmpty()) {
            List<String> names = definitions.contracts().stream()
                    .filter(contract ->
                            contract.newest() && !contract.definition().isResultAction())
                    .map(Contract::actionName)
                    .toList();
            return Optional.of(where + ": no such action; " + Suggestion.hint(check.action(), names));
        }
        if (found.get().isResultAction()) {
            return Optional.of(
                    where + ": is the result action of " + found.get().resultOf()
                            + ", which needs the id of a job; name the slow action \""
                            + found.get().resultOf()
                            + "\": its check asks for the result");
        }
        Optional<String> writing = found.get().steps().stream()
                .map(step -> step.request().method())
                .filter(each -> !each.equals("GET"))
                .findFirst();
        if (writing.isPresent() && !check.sideEffectsAccepted()) {
            String method = writing.get();
            return Optional.of(where + ": every deployment would send this " + method
                    + "; remove the check or add \"sideEffects\": \"accepted\"");
        }
        for (String input : check.input().keySet()) {
            if (!found.get().inputs().containsKey(input)) {
                return Optional.of(where + ".input." + input + ": the action has no such input; "
                        + Suggestion.hint(input, found.get().inputs().keySet()));
            }
        }
        if (Binding.bind(found.get(), check.input()) instanceof Binding.Invalid invalid) {
            return Optional.of(where + ".input: " + invalid.message());
        }
        // The function would convert the value, but Genesys's own test call refuses another type.
        return check.input().entrySet().stream()
                .filter(each -> each.getValue() != null)
                .filter(each ->
                        Binding.exactly(found.get().inputs().get(each.getKey()).type(), each.getValue()) == null)
                .findFirst()
                .map(each -> where + ".input." + each.getKey() + ": found " + ValueType.describe(each.getValue())
                        + ", expected the type "
                        + found.get().inputs().get(each.getKey()).type().word()
                        + ", which Genesys Cloud insists on");
    }

    /**
     * A check's expectation must read outputs that exist. With a misspelt output such as {@code data.nme}, an
     * expectation is never true.
     */
    private static List<String> expectations(String path, Check check, DefinitionSet definitions) {
        List<String> problems = new ArrayList<>();
        definitions.contracts().stream()
                .filter(contract -> contract.newest() && contract.actionName().equals(check.action()))
                .map(Contract::definition)
                .forEach(definition -> {
                    for (int i = 0; i < check.expect().size(); i++) {
                        String where = path + check.action() + ".expect"
                                + (check.expect().size() == 1 ? "" : "[" + i + "]") + ": ";
                        OutputPaths.unknown(check.expect().get(i), definition.outputs())
                                .forEach(each -> problems.add(where + each));
                        if (outcomeOf(definition).isPresent()) {
                            OutputPaths.absentIfFlat(check.expect().get(i))
                                    .ifPresent(each -> problems.add(
                                            where + each + "read the output that has the code, as" + " in data."
                                                    + outcomeOf(definition).get() + " = \"NOT_FOUND\""));
                        }
                    }
                });
        return problems;
    }

    /**
     * The output that shows outcomes in a flat answer. Without one, an outcome is an HTTP status, and its body is the
     * envelope.
     */
    private static Optional<String> outcomeOf(ActionDefinition definition) {
        return definition.answer() != AnswerForm.FLAT
                ? Optional.empty()
                : definition.outputs().entrySet().stream()
                        .filter(each -> each.getValue().from() != null
                                && each.getValue().from().uses("$errorCode"))
                        .map(Map.Entry::getKey)
                        .findFirst();
    }

    private static String path(Environment environment) {
        return Environments.ROOT + "." + environment.name();
    }
}
