/** Folders of definitions: reads and checks them, and writes their contracts and examples. */
package dataactions.authoring;
