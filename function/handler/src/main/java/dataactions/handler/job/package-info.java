/** Slow actions: jobs, the table that holds them, and what the worker does with a job. */
package dataactions.handler.job;
