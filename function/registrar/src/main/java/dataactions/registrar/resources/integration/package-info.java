/** The integration in Genesys: properties, reconciliation, adoption and deletion. */
package dataactions.registrar.resources.integration;
