/** Alarms, dashboard and saved query of a stack. */
package dataactions.infra.constructs.operations;
