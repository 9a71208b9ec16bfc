/** Runs the examples of a definition, and compares the result with what they expect. */
package dataactions.authoring.example;
