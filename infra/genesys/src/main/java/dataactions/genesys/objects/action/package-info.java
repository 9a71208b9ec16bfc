/** Requests about data actions and their drafts, and the rules of a valid action. */
package dataactions.genesys.objects.action;
