/** Checks whether an environment and the definitions fit together. */
package dataactions.infra.rules;
