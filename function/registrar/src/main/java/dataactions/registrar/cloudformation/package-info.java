/** The protocol of custom resources: CloudFormation's event and its properties, physical ids, and the answer. */
package dataactions.registrar.cloudformation;
