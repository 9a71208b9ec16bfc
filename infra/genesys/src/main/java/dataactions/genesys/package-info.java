/** A Genesys Cloud org on one machine: entry point, tokens, routes. */
package dataactions.genesys;
