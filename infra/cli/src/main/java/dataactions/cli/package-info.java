/**
 * The program {@code ./data-actions}: the tree of commands, and the options, output and exit statuses that they share.
 */
package dataactions.cli;
