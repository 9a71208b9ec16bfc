/** What the org stores, when a change becomes visible, and the requests and rules for everything but data actions. */
package dataactions.genesys.objects;
