/** What the local commands print, and the same as JSON. */
package dataactions.cli.local.report;
