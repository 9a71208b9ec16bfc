/** A definition as YAML: nodes with their lines, sections with their keys, and the problems found in them. */
package dataactions.authoring.reader.yaml;
