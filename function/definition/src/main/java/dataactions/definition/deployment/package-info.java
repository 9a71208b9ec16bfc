/** The names that the app, the registrar and the commands share about a deployed stack. */
package dataactions.definition.deployment;
