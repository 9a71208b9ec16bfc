/**
 * Runs an action as Genesys does: renders its request, calls the function, and compares the answer with the contract.
 */
package dataactions.genesys.execution;
