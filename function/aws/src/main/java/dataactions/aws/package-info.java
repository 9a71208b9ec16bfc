/**
 * Signed calls to AWS by the handler and the registrar: Secrets Manager, Lambda, CloudFormation. Begin at {@link
 * dataactions.aws.AwsClient}. Only the calls of DynamoDB are elsewhere: in the handler's package {@code job}.
 */
package dataactions.aws;
