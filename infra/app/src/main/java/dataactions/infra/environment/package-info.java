/** The environments of {@code cdk.json}: reading, schema, and checks of the values. */
package dataactions.infra.environment;
