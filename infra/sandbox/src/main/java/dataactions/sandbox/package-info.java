/** The sandbox: a stack, an account and a Genesys org on one machine, with their saved state. */
package dataactions.sandbox;
