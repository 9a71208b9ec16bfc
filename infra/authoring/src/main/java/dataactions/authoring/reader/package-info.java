/** Reads one YAML file into a definition, and reports every mistake with its line. */
package dataactions.authoring.reader;
