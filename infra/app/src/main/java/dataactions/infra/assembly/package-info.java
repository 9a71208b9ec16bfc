/**
 * Adds to the cloud assembly that the app has just written, and checks it. {@code dataactions.assembly}, another
 * module, reads a finished assembly for the commands.
 */
package dataactions.infra.assembly;
