package dataactions.authoring;

import java.util.List;
import java.util.Optional;

/**
 * What the Genesys orgs of the environments know of a contract: asked before it is retired or undone. This module reads
 * files only and reaches no org itself.
 */
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

    /**
     * Asks one org whether it has an action of a contract, used or not.
     *
     * @return why the contract counts as deployed, a clause such as {@code in Genesys as "FetchUser" (custom_-_…)};
     *     empty where it is not there. In an org that cannot be asked it counts as deployed
     */
    Optional<String> whyDeployed(String action, int contract, String environment);

    /** The environments of cdk.json, whose orgs are asked where none are named. */
    List<String> environments();
}
