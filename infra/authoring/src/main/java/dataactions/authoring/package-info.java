/**
 * Folders of definitions: reads and checks them, and writes their contracts and examples. Says how Architect and models
 * see an action.
 */
package dataactions.authoring;
