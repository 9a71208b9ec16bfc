/** Actions in Genesys: properties, reconciliation, renaming and deletion. */
package dataactions.registrar.resources.action;
