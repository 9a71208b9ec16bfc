/** The checks of a deployment: calls of actions that must succeed before callers see a new version. */
package dataactions.registrar.checks;
