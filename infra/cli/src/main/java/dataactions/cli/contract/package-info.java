/** {@code contract}: the commands that write the lock files. */
package dataactions.cli.contract;
