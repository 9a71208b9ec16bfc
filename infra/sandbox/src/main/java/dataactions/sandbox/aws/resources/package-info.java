/** The providers of the CloudFormation resource types that can be deployed here, one for each type. */
package dataactions.sandbox.aws.resources;
