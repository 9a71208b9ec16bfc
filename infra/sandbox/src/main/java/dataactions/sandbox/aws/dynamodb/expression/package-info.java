/** DynamoDB's condition and update expressions. */
package dataactions.sandbox.aws.dynamodb.expression;
