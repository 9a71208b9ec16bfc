package dataactions.sandbox.aws.endpoints;

import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import dataactions.sandbox.aws.Lambda;
import dataactions.sandbox.aws.SecretsManager;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.dynamodb.DynamoDbEndpoint;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/**
 * The AWS operations that the stack's functions use, on one loopback origin. A request must have a signature for the
 * right service. The signature itself is not verified, because there are no keys here. An access key {@code AKIA} and 12
 * digits belongs to that other account.
 */
public final class AwsEndpoints implements AutoCloseable {
    private final JsonEndpoint json;
    private final LambdaEndpoint lambda;
    private final QueryEndpoint query;
    private final DynamoDbEndpoint dynamoDb;
    private final Loopback server;

    /**
     * Starts the endpoints.
     *
     * @param otherSecrets values of secrets that the stack did not create, by the id that a caller uses
     * @param stacks the stacks that CloudFormation's operations read and change
     */
    public AwsEndpoints(
            Account account,
            SecretsManager secrets,
            Lambda lambda,
            Function<String, Optional<String>> otherSecrets,
            Stacks stacks)
            throws IOException {
        Sessions sessions = new Sessions(account);
        this.json = new JsonEndpoint(account, secrets, otherSecrets);
        this.lambda = new LambdaEndpoint(account, lambda, sessions);
        this.query = new QueryEndpoint(stacks, sessions);
        this.dynamoDb = new DynamoDbEndpoint(account.tables());
        server = Loopback.start(0, "aws-endpoints", this::serve);
    }

    /** The value of {@code AWS_ENDPOINT_URL_…} for each of the services. */
    public URI origin() {
        return server.origin();
    }

    private void serve(HttpExchange http) throws IOException {
        AwsExchange exchange = new AwsExchange(http);
        Optional<String> function = LambdaEndpoint.invokedBy(exchange);
        String target = exchange.header("X-Amz-Target");
        if (function.isPresent()) {
            lambda.serve(exchange, function.get());
        } else if (target.startsWith(DynamoDbEndpoint.TARGET)) {
            dynamoDb.serve(http, exchange.body());
        } else if (JsonEndpoint.serves(target)) {
            json.serve(exchange, target);
        } else {
            query.serve(exchange);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
