/**
 * What a deployment would do in Genesys Cloud, found out by looking: the deployment's own reconciler, which observes and
 * plans, without the part that applies. For commands on a workstation; the Lambda does not use it.
 */
package dataactions.registrar.plan;
