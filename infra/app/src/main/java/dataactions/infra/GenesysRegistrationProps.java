package dataactions.infra;

import dataactions.authoring.DefinitionSet;
import java.util.Optional;

/**
 * What {@link GenesysRegistration} needs.
 *
 * @param environment the integration's name, categories and checks
 * @param definitions the contracts in service
 * @param registrar does the work
 * @param function what the actions call
 * @param callerSecret what they show there; none where they come by IAM
 */
public record GenesysRegistrationProps(
        Environment environment,
        DefinitionSet definitions,
        Registrar registrar,
        DataActionFunction function,
        Optional<CallerSecret> callerSecret) {}
