/** Texts for a person: without control characters, and the commands that a message names. */
package dataactions.authoring.text;
