/** Evaluates a CloudFormation template: parameters, conditions, references and functions. */
package dataactions.assembly.template;
