/** DynamoDB's attribute values. */
package dataactions.sandbox.aws.dynamodb.value;
