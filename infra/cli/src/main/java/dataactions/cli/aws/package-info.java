/** The AWS account, called from a workstation or a pipeline. */
package dataactions.cli.aws;
