/** {@code live plan}: compares the synthesised template with an org. */
package dataactions.cli.plan;
