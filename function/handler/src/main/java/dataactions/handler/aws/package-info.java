/**
 * How the handler sends calls to AWS: on connections that are kept for the next request. Which calls there are is
 * elsewhere: in {@link dataactions.aws}, and for DynamoDB in {@link dataactions.handler.job}.
 */
package dataactions.handler.aws;
