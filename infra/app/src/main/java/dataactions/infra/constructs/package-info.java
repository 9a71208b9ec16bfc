/** The parts of the stack: functions, custom resources, front door, jobs, alarms. */
package dataactions.infra.constructs;
