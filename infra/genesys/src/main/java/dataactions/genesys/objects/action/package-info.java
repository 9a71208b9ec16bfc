/**
 * Data actions and their drafts: requests about them, the rules of a valid one, its templates, its contract as Architect
 * shows it.
 */
package dataactions.genesys.objects.action;
