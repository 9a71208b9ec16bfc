/**
 * The parts of the benchmark that run in one process. JMH starts them; the driver in Node.js starts whole processes.
 */
package dataactions.benchmark;
