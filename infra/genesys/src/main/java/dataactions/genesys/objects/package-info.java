/** The objects of the org, and when a change of them becomes visible. */
package dataactions.genesys.objects;
