/**
 * What the app adds to and checks in a cloud assembly that it has written. Commands read assemblies with {@code
 * dataactions.assembly}.
 */
package dataactions.infra.assembly;
