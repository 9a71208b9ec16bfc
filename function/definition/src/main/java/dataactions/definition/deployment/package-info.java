/**
 * The types of the custom resources in a deployed stack, which the app, the registrar and the commands share. What an
 * action or an upstream is does not belong here.
 */
package dataactions.definition.deployment;
