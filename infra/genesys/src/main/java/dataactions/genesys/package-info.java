/**
 * An emulated Genesys Cloud org: entry point, tokens, routes. The clients of a real org are {@code
 * dataactions.registrar.genesys} and {@code dataactions.cli.genesys}.
 */
package dataactions.genesys;
