package dataactions.aws;

/** The AWS services that this project calls itself. */
public enum AwsService {
    SECRETS_MANAGER("Secrets Manager", "secretsmanager"),
    LAMBDA("Lambda", "lambda"),
    CLOUDFORMATION("CloudFormation", "cloudformation"),
    DYNAMODB("DynamoDB", "dynamodb");

    private final String title;
    private final String id;

    AwsService(String title, String id) {
        this.title = title;
        this.id = id;
    }

    /** The name for messages. */
    String title() {
        return title;
    }

    /** The first label of the host name. For these services it is also the service name in a signature. */
    String id() {
        return id;
    }

    /**
     * The SDKs' variable for another endpoint of this service: https://docs.aws.amazon.com/sdkref, "Service-specific
     * endpoints".
     */
    String endpointVariable() {
        return "AWS_ENDPOINT_URL_" + name();
    }
}
