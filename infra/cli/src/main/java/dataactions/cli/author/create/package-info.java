/**
 * The command {@code new}. (A package cannot have this name: it is a word of Java.) It makes a definition from a curl
 * line, a URL, an OpenAPI file, or a recorded answer.
 */
package dataactions.cli.author.create;
