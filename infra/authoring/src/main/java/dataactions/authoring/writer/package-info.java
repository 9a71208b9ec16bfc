/** Changes the text of files that people edit, and leaves every other line as it is. */
package dataactions.authoring.writer;
