package dataactions.secrets;

/** The AWS services that this project calls itself. */
public enum AwsService {
    SECRETS_MANAGER("Secrets Manager", "secretsmanager"),
    LAMBDA("Lambda", "lambda"),
    CLOUDFORMATION("CloudFormation", "cloudformation");

    private final String title;
    private final String id;

    AwsService(String title, String id) {
        this.title = title;
        this.id = id;
    }

    /** As a person calls it. */
    String title() {
        return title;
    }

    /** The host's first label, which for these services is the name that a signature is made for as well. */
    String id() {
        return id;
    }

    /** The SDKs' own variable that points this service elsewhere: https://docs.aws.amazon.com/sdkref, "Service-specific endpoints". */
    String endpointVariable() {
        return "AWS_ENDPOINT_URL_" + name();
    }
}
