package dataactions.infra.constructs;

import dataactions.authoring.DefinitionSet;
import dataactions.authoring.contract.Contract;
import dataactions.definition.ActionDefinition;
import dataactions.definition.deployment.CustomResourceType;
import dataactions.definition.value.Json;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environment.Check;
import dataactions.infra.environment.Environment.OnDestroy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/**
 * The Genesys Cloud side of the stack, one resource for each object, in the order credential, integration, actions,
 * check. CloudFormation deletes them in the reverse order. Each contract in service is a separate action, because a
 * published contract cannot change and a published flow always calls the contract that it was published with.
 */
public final class GenesysRegistration extends Construct {
    /**
     * What {@link GenesysRegistration} needs.
     *
     * @param environment the integration's name, categories and checks
     * @param definitions the contracts in service
     * @param registrar the function behind the custom resources
     * @param function the function that the actions call
     * @param callerSecret the secret that Genesys sends; empty for the front door {@code iam}
     */
    public record Props(
            Environment environment,
            DefinitionSet definitions,
            RegistrarFunction registrar,
            DataActionFunction function,
            Optional<GeneratedCallerSecret> callerSecret) {}

    /**
     * How many actions are registered at the same time. More would not be faster, because Genesys allows a client only
     * 300 calls a minute.
     */
    private static final int PARALLEL_ACTIONS = 4;

    /** With this many contracts or fewer, all calls of a deployment fit into one minute's limit. */
    private static final int UNPACED_CONTRACTS = 40;

    /** The number of calls a minute that registration uses. The rest is for checks and tokens. */
    private static final int CALLS_PER_MINUTE = 280;

    private final CustomResource credential;
    private final CustomResource integration;
    private final String digest;

    /** @throws ConfigurationException when two contracts would have the same logical id */
    public GenesysRegistration(Construct scope, String id, Props props) {
        super(scope, id);
        RegistrarFunction registrar = props.registrar();
        props.callerSecret().ifPresent(registrar::mayRead);
        credential = credential(props);
        integration = integration(props, credential);
        Map<String, CustomResource> newest = new HashMap<>();
        Map<String, Contract> logicalIds = new HashMap<>();
        Map<String, CustomResource> older = new HashMap<>();
        List<CustomResource> made = new ArrayList<>();
        List<String> parts = new ArrayList<>(List.of(props.function().digest()));
        for (Contract contract : byNumber(props.definitions().contracts())) {
            String suffix = logicalIdSuffix(contract);
            Contract twin = logicalIds.putIfAbsent(suffix, contract);
            if (twin != null) {
                throw new ConfigurationException("The actions " + twin.registeredName() + " and "
                        + contract.registeredName() + " would both have the logical id Action" + suffix
                        + ": it keeps letters and digits only; rename one of them");
            }
            CustomResource action = action(props, contract, suffix);
            if (made.size() >= PARALLEL_ACTIONS) {
                action.getNode().addDependency(made.get(made.size() - PARALLEL_ACTIONS));
            }
            made.add(action);
            parts.add(suffix);
            // The action of an older contract must be renamed before the newest contract can use the name without a
            // suffix.
            Optional.ofNullable(older.put(contract.actionName(), action)).ifPresent(action.getNode()::addDependency);
            if (contract.newest()) {
                newest.put(contract.actionName(), action);
            }
            parameter(props, contract, suffix, action);
        }
        if (made.size() > UNPACED_CONTRACTS) {
            registrar.pace(CALLS_PER_MINUTE / PARALLEL_ACTIONS);
        }
        digest = Digest.of(parts);
        check(props, newest);
    }

    /** The digest of the function and of the contracts in service. */
    String digest() {
        return digest;
    }

    /** The credential's id in Genesys, a token during synthesis. */
    public String credentialId() {
        return credential.getAttString("CredentialId");
    }

    /** The integration's id in Genesys, a token during synthesis. */
    public String integrationId() {
        return integration.getAttString("IntegrationId");
    }

    /** Omitted if it is the registrar's default, so that only the guard has the default. */
    private static void onDestroy(Map<String, Object> properties, Props props) {
        OnDestroy onDestroy = props.environment().onDestroy();
        if (onDestroy != OnDestroy.REFUSE) {
            properties.put("OnDestroy", onDestroy.word());
        }
    }

    private CustomResource credential(Props props) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("GenesysDomain", props.environment().genesys().domain());
        properties.putAll(props.function().door().credential());
        onDestroy(properties, props);
        CustomResource credential =
                props.registrar().resource(this, "Credential", CustomResourceType.CREDENTIAL, properties);
        credential.getNode().addDependency(props.function().door().ready());
        return credential;
    }

    private CustomResource integration(Props props, CustomResource credential) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("Name", props.environment().integrationName());
        properties.put("IntegrationType", props.function().door().integrationType());
        properties.put("CredentialKey", props.function().door().credentialKey());
        properties.put("CredentialId", credential.getAttString("CredentialId"));
        if (props.environment().genesys().adopt()) {
            properties.put("Adopt", "true");
        }
        onDestroy(properties, props);
        return props.registrar().resource(this, "Integration", CustomResourceType.INTEGRATION, properties);
    }

    private CustomResource action(Props props, Contract contract, String suffix) {
        ActionDefinition definition = contract.definition();
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("Name", contract.registeredName());
        properties.put("Category", props.environment().categoryOf(definition.category()));
        properties.put("Contract", String.valueOf(contract.number()));
        properties.put("Secure", String.valueOf(definition.secure()));
        properties.put("IntegrationId", integrationId());
        properties.put("InputSchema", contract.inputSchema());
        properties.put("SuccessSchema", contract.successSchema());
        properties.put("RequestUrl", props.function().door().requestUrl());
        properties.put("RequestMethod", "POST");
        properties.put("Headers", Json.writeString(props.function().door().headers()));
        properties.put("RequestTemplate", contract.requestTemplate());
        properties.put("TimeoutSeconds", String.valueOf(DataActionFunction.seconds(definition.timeout())));
        if (contract.draft()) {
            properties.put("Draft", "true");
        }
        onDestroy(properties, props);
        return props.registrar().resource(this, "Action" + suffix, CustomResourceType.ACTION, properties);
    }

    /** The only physical names of the stack: Terraform and Archy look the actions' ids up by them. */
    private void parameter(Props props, Contract contract, String suffix, CustomResource action) {
        StringParameter parameter = StringParameter.Builder.create(this, "Parameter" + suffix)
                .parameterName(parameterName(props.environment().name(), contract.actionName(), contract.number()))
                .description("The id of this data action in Genesys Cloud")
                .stringValue(action.getAttString("ActionId"))
                .build();
        ((CfnResource) parameter.getNode().getDefaultChild())
                .overrideLogicalId(props.registrar().logicalId("Parameter" + suffix));
    }

    private void check(Props props, Map<String, CustomResource> newest) {
        DeploymentChecks checks = DeploymentChecks.of(props.environment());
        if (checks.isEmpty()) {
            return;
        }
        Map<String, Object> ids = new LinkedHashMap<>();
        for (Check check : checks.checks()) {
            ids.put(check.action(), newest.get(check.action()).getAttString("ActionId"));
            resultAction(check, props.definitions())
                    .ifPresent(name -> ids.put(name, newest.get(name).getAttString("ActionId")));
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        // Genesys calls only the newest contract.
        properties.put(
                "Checks",
                checks.json(props.definitions().contracts().stream()
                        .filter(Contract::newest)
                        .toList()));
        properties.put("ActionIds", ids);
        properties.put("OnUpstreamFault", checks.onUpstreamFault().word());
        properties.put(
                "Digest",
                checks.digest(props.definitions().contracts(), props.function().digest()));
        CustomResource check =
                props.registrar().resource(this, "ActionCheck", CustomResourceType.ACTION_CHECK, properties);
        // Genesys calls the URL, so the alias, the URL and both permissions must exist and be up to date.
        check.getNode().addDependency(props.function().alias());
    }

    /** The action that the check of a slow action asks for the result. */
    private static Optional<String> resultAction(Check check, DefinitionSet definitions) {
        return definitions.compiled().all().stream()
                .filter(action -> action.newest() && check.action().equals(action.resultOf()))
                .map(ActionDefinition::name)
                .findFirst();
    }

    /**
     * Such as {@code /data-actions/dev/actions/FetchUser/contracts/1}. An action's name may have spaces, but a
     * parameter's name may not. So spaces become hyphens. Two actions with different logical ids still get different
     * names.
     */
    public static String parameterName(String environment, String action, int contract) {
        return "/data-actions/" + environment + "/actions/" + action.replace(' ', '-') + "/contracts/" + contract;
    }

    /**
     * The id depends on the action's name and the contract's number only. If it depended on a file's name or position,
     * an edit of another file would replace the action.
     */
    static String logicalIdSuffix(Contract contract) {
        return contract.logicalIdSuffix();
    }

    private static List<Contract> byNumber(List<Contract> contracts) {
        List<Contract> sorted = new ArrayList<>(contracts);
        sorted.sort((a, b) -> a.actionName().equals(b.actionName())
                ? Integer.compare(a.number(), b.number())
                : a.actionName().compareTo(b.actionName()));
        return sorted;
    }
}
