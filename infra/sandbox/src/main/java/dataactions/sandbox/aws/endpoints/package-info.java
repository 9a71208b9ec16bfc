/**
 * The HTTP endpoints of the AWS services, on one loopback origin. The protocol of DynamoDB is in {@code aws.dynamodb}.
 */
package dataactions.sandbox.aws.endpoints;
