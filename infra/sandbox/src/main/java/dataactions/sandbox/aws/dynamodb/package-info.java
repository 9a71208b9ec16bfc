/** DynamoDB: tables and their operations. */
package dataactions.sandbox.aws.dynamodb;
