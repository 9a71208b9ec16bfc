/** The credential in Genesys: properties, reconciliation and deletion. */
package dataactions.registrar.resources.credential;
