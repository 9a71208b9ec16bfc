/** The CDK app, its stages and stacks, and the construct {@code DataActions} for the stacks of other apps. */
package dataactions.infra;
