/** What every Lambda function of the stack has: a role, a log group, its code. */
package dataactions.infra.constructs.lambda;
