/**
 * The parts of the stack: functions, custom resources, front door, jobs. {@code operations} has the alarms and the
 * dashboard.
 */
package dataactions.infra.constructs;
