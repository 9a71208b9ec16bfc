/** OAuth clients, and reads of a live Genesys Cloud org that do not use the registrar's client. */
package dataactions.cli.genesys;
