/** Signed calls to AWS for both Lambdas: Secrets Manager, Lambda, CloudFormation. */
package dataactions.aws;
