/**
 * What one invocation needs whatever its event is: deadline, failures with a message for a person, log, and removal of
 * secrets.
 */
package dataactions.registrar.invocation;
