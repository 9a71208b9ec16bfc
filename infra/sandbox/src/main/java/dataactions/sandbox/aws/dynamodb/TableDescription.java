package dataactions.sandbox.aws.dynamodb;

/**
 * What a template says about a table.
 *
 * @param ttlAttribute the attribute with the moment at which an item expires, in seconds since 1970; empty without TTL
 */
public record TableDescription(String name, String arn, KeySchema schema, String ttlAttribute) {}
