/** {@code local}: the commands for the deployment on this machine, and the view of it for the console. */
package dataactions.cli.local;
