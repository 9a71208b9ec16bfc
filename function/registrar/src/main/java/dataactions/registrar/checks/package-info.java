/**
 * The checks of a deployment: calls of actions that must succeed. Function checks run before callers see a new version,
 * action checks after the registration in Genesys.
 */
package dataactions.registrar.checks;
