/** What the local commands print, the same as JSON, and how to ask for a pending result. */
package dataactions.cli.local.report;
