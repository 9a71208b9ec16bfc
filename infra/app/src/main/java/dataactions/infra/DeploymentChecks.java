package dataactions.infra;

import dataactions.authoring.Contract;
import dataactions.definition.Json;
import dataactions.infra.Environment.Check;
import dataactions.infra.Environment.OnUpstreamFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a deployment calls to see whether it works.
 *
 * @param checks in the environment's order
 * @param onUpstreamFault whether the upstream's own fault fails the deployment
 */
record DeploymentChecks(List<Check> checks, OnUpstreamFault onUpstreamFault) {

    static DeploymentChecks of(Environment environment) {
        return new DeploymentChecks(List.copyOf(environment.checks().values()), environment.onUpstreamFault());
    }

    boolean isEmpty() {
        return checks.isEmpty();
    }

    /** As the registrar reads it: {@code [{"name","action","input","expect":[…]}, …]}. */
    String json() {
        List<Object> list = new ArrayList<>();
        for (Check check : checks) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", check.action());
            entry.put("action", check.action());
            entry.put("input", check.input());
            if (!check.expect().isEmpty()) {
                entry.put("expect", new ArrayList<Object>(check.expect()));
            }
            list.add(entry);
        }
        return Json.writeString(list);
    }

    /**
     * Stands for everything that a check proves: what is called, what answers, and what it must fulfil. A deployment
     * that changes none of it, and a rollback to what was proved before, call nothing.
     *
     * @param functionDigest of the function's code and configuration
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
