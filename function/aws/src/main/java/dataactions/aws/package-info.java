/**
 * Signed calls to AWS by the handler and the registrar: Secrets Manager, Lambda, CloudFormation. Begin at {@link
 * dataactions.aws.AwsClient}. A call that one Lambda makes alone is in its module: the calls of DynamoDB are in the
 * handler's package {@code job}.
 */
package dataactions.aws;
