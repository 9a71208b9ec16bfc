package dataactions.infra;

import dataactions.authoring.DefinitionSet;

/**
 * What {@link GenesysRegistration} needs.
 *
 * @param environment the integration's name, categories and checks
 * @param definitions the contracts in service
 * @param registrar does the work
 * @param function what the actions call
 * @param callerSecret what they show there
 */
public record GenesysRegistrationProps(
        Environment environment,
        DefinitionSet definitions,
        Registrar registrar,
        DataActionFunction function,
        CallerSecret callerSecret) {}
