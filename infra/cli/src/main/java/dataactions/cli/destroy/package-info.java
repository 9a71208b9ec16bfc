/** {@code live destroy}: deletes the stack of an environment. */
package dataactions.cli.destroy;
