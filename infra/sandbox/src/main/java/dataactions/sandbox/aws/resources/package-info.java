/** The CloudFormation resource types that can be deployed here, one provider for each. */
package dataactions.sandbox.aws.resources;
