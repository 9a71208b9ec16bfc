package dataactions.authoring;

import java.util.Optional;

/**
 * Who uses a contract in the Genesys org of an environment: asked before the contract is retired. The way to an org is
 * not this module's business, which reads files only.
 */
@FunctionalInterface
public interface ContractUsers {
    /**
     * Asks one org.
     *
     * @param action the action's name
     * @param contract its contract's number
     * @param environment of cdk.json
     * @return why the contract has to stay, a clause such as {@code used by Main IVR}; empty where no flow uses it there.
     *     An org that cannot be asked counts as using it
     */
    Optional<String> whyToKeep(String action, int contract, String environment);
}
