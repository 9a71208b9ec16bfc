/** Options and arguments that several commands have. */
package dataactions.cli.options;
