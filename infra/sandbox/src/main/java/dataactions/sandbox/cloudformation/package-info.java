/** The CloudFormation engine. It knows no resource type: providers create, update and delete the resources. */
package dataactions.sandbox.cloudformation;
