/** The objects of the org, their rules, and when a change of them becomes visible. */
package dataactions.genesys.objects;
