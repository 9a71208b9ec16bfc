/** The commands for authors of definitions: {@code check}, {@code list}, {@code try}, {@code docs}. */
package dataactions.cli.author;
