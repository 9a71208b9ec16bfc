/**
 * What a deployment would do in Genesys Cloud. The planner observes and plans with the registrar's own reconciler, and
 * writes nothing. Commands on a workstation use it; the Lambda does not.
 */
package dataactions.registrar.plan;
