/** {@code snapshots}: the commands that compare and accept templates. */
package dataactions.cli.snapshots;
