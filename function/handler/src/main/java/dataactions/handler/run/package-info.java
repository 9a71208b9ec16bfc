/**
 * One run of an action with real calls of upstreams: its deadline, its memory, its steps side by side, and the numbers that
 * the log shows of it. What a run computes, without time and network, is in {@link dataactions.definition.run}.
 */
package dataactions.handler.run;
