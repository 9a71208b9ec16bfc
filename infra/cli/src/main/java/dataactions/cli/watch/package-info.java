/** Watches files: tells when one has changed, was added or was deleted. */
package dataactions.cli.watch;
