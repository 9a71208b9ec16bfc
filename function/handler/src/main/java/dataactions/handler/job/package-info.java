/** Slow actions: jobs, the table that holds them, and the two functions besides the one that Genesys calls. */
package dataactions.handler.job;
