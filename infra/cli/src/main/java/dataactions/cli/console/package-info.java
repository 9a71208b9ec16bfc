/** {@code console}: the HTTP server behind the page in the browser. */
package dataactions.cli.console;
