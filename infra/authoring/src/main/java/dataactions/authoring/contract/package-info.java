/** The contracts of an action: what is published in Genesys, the lock file that records it, and drafts. */
package dataactions.authoring.contract;
