/** Folders of definitions: examples, contracts with their lock file, and rules that need more than one file. */
package dataactions.authoring;
