/**
 * The command {@code new}, whose name is no name for a package in Java: makes a definition of a curl line, a URL, an OpenAPI
 * file, or a recorded answer.
 */
package dataactions.cli.author.create;
