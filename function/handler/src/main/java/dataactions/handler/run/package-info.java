/** One run of an action: its deadline, its memory, its calls of upstreams, and the numbers that the log shows of it. */
package dataactions.handler.run;
