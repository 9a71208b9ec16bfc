/** Retries: how often a call is repeated, how long the pauses are, and when the time is over. */
package dataactions.aws.retry;
