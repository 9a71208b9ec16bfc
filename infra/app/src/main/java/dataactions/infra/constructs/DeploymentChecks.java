package dataactions.infra.constructs;

import dataactions.authoring.contract.Contract;
import dataactions.definition.ActionDefinition;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.run.Binding;
import dataactions.definition.value.Json;
import dataactions.definition.value.ValueType;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environment.Check;
import dataactions.infra.environment.Environment.OnUpstreamFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls that show during a deployment whether the actions work.
 *
 * @param checks the checks in the order of the environment
 * @param onUpstreamFault whether the upstream's own fault fails the deployment
 */
record DeploymentChecks(List<Check> checks, OnUpstreamFault onUpstreamFault) {

    static DeploymentChecks of(Environment environment) {
        return new DeploymentChecks(List.copyOf(environment.checks().values()), environment.onUpstreamFault());
    }

    boolean isEmpty() {
        return checks.isEmpty();
    }

    /** The form that the registrar reads: {@code [{"name","action","input","expect":[…]}, …]}. */
    String json() {
        return json(List.of());
    }

    /**
     * Includes the older contracts of the checked actions: flows still call them, and a new version of the function
     * serves them too. No expectation exists for them, so the answer must only fulfil the contract. A contract is left
     * out if the check's inputs do not fit it.
     *
     * @param contracts the contracts in service
     */
    String json(List<Contract> contracts) {
        List<Object> list = new ArrayList<>();
        for (Check check : checks) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", check.action());
            entry.put("action", check.action());
            entry.put("input", check.input());
            if (!check.expect().isEmpty()) {
                entry.put("expect", new ArrayList<Object>(check.expect()));
            }
            contracts.stream()
                    .filter(each -> each.newest() && each.actionName().equals(check.action()))
                    .forEach(each -> describe(entry, each));
            list.add(entry);
            for (Contract contract : contracts) {
                if (!contract.newest() && contract.actionName().equals(check.action())) {
                    older(check, contract).ifPresent(list::add);
                }
            }
        }
        return Json.writeString(list);
    }

    private static Optional<Map<String, Object>> older(Check check, Contract contract) {
        ActionDefinition definition = contract.definition();
        Map<String, Object> input = new LinkedHashMap<>(check.input());
        input.keySet().retainAll(definition.inputs().keySet());
        boolean callable = check.sideEffectsAccepted()
                || definition.steps().stream()
                        .allMatch(step -> step.request().method().equals("GET"));
        if (!callable || Binding.bind(definition, input) instanceof Binding.Invalid) {
            return Optional.empty();
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", contract.registeredName());
        entry.put("action", contract.actionName());
        entry.put("contract", contract.number());
        entry.put("input", input);
        describe(entry, contract);
        return Optional.of(entry);
    }

    /** What the registrar needs to know about an action in order to check its answer and report on it. */
    private static void describe(Map<String, Object> entry, Contract contract) {
        if (contract.definition().answer() == AnswerForm.FLAT) {
            entry.put("answer", "flat");
        }
        if (contract.definition().secure()) {
            entry.put("secure", true);
        }
        if (contract.definition().isSlow()) {
            entry.put("async", async(contract.definition()));
        }
    }

    /** How long a result may take. A flat answer has no status of its own, so the outputs that say it are named. */
    private static Map<String, Object> async(ActionDefinition action) {
        Map<String, Object> async = new LinkedHashMap<>();
        async.put("limitMillis", action.async().limit().toMillis());
        if (action.async().key() != null) {
            async.put("shared", true);
        }
        if (action.answer() == AnswerForm.FLAT) {
            async.put("statusOutput", outputFrom(action, "$status"));
            async.put("requestIdOutput", outputFrom(action, "$requestId"));
        }
        return async;
    }

    /** The reader of definitions makes sure that a flat slow action has it. */
    private static String outputFrom(ActionDefinition action, String variable) {
        return action.outputs().entrySet().stream()
                .filter(output -> output.getValue().type() == ValueType.STRING
                        && output.getValue().from() != null
                        && output.getValue().from().text().equals(variable))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /**
     * A digest of everything that a check depends on: the calls, the function and the contracts. If the digest does not
     * change, or a rollback restores a digest that was checked before, the deployment runs no check.
     *
     * @param functionDigest the digest of the function's code and configuration
     */
    String digest(List<Contract> contracts, String functionDigest) {
        List<String> parts = new ArrayList<>();
        parts.add(json());
        parts.add(onUpstreamFault.word());
        parts.add(functionDigest);
        for (Contract contract : contracts) {
            parts.add(contract.registeredName());
            parts.add(contract.digest());
        }
        return Digest.of(parts);
    }
}
