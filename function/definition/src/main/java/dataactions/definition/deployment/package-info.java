/**
 * The types of the custom resources in a deployed stack, and the property that makes the registrar repair objects. The
 * app, the registrar and the commands share them. What an action or an upstream is does not belong here.
 */
package dataactions.definition.deployment;
