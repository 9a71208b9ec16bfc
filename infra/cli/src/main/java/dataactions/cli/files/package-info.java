/** Whether files have changed. */
package dataactions.cli.files;
