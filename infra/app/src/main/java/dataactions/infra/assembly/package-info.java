/**
 * What the app adds to and checks in the cloud assembly that it has just written. {@code dataactions.assembly}, another
 * module, reads a finished assembly for the commands.
 */
package dataactions.infra.assembly;
