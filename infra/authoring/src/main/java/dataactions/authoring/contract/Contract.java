package dataactions.authoring.contract;

import dataactions.definition.ActionDefinition;

/**
 * One contract of one action: what is published in Genesys and can never change afterwards, and its definition.
 *
 * @param actionName the action's name in its definition
 * @param number starts at 1; a changed contract gets the next number
 * @param newest whether it is the action's current contract
 * @param definition the definition that the function runs for this contract
 * @param inputSchema the JSON Schema (draft-04) of the inputs, compact JSON
 * @param successSchema the JSON Schema (draft-04) of every answer, compact JSON
 * @param requestTemplate the Velocity template that renders the envelope
 * @param digest SHA-256 in hex of names, types, items, required inputs and {@code secure}; titles, descriptions and the
 *     order of keys are not in it
 * @param draft whether it is not recorded in the lock file yet
 */
public record Contract(
        String actionName,
        int number,
        boolean newest,
        ActionDefinition definition,
        String inputSchema,
        String successSchema,
        String requestTemplate,
        String digest,
        boolean draft) {

    /** The recorded contract of a definition. */
    public static Contract of(ActionDefinition definition) {
        return new Contract(
                definition.name(),
                definition.contract(),
                definition.newest(),
                definition,
                ContractSchema.input(definition),
                ContractSchema.success(definition),
                "{\"actionName\":\"" + definition.name() + "\",\"contract\":" + definition.contract()
                        + ",\"data\":${input.rawRequest}}",
                ContractSchema.digest(definition),
                false);
    }

    public Contract asDraft() {
        return new Contract(
                actionName, number, newest, definition, inputSchema, successSchema, requestTemplate, digest, true);
    }

    /**
     * The end of the logical ids of its resources in a template. It has letters and digits only, so two contracts may have
     * the same: then they cannot be in one stack.
     */
    public String logicalIdSuffix() {
        return actionName.replaceAll("[^A-Za-z0-9]", "") + number;
    }

    /**
     * The action's name in Genesys: {@code FetchUser} for the newest contract, {@code FetchUser (contract 1)} for an
     * older one.
     */
    public String registeredName() {
        return newest ? actionName : actionName + " (contract " + number + ")";
    }
}
