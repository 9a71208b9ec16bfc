package dataactions.sandbox.aws;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.cloudformation.provider.ResourceProvider.Order;
import dataactions.sandbox.lambda.AssetFolder;
import dataactions.sandbox.lambda.InProcessRuntime;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** An account with one function, whose handler is the test's own. */
public final class Fixture {
    public static final String ARN = "arn:aws:lambda:eu-west-1:000000000000:function:fn";
    static final String STACK_ID = "arn:aws:cloudformation:eu-west-1:000000000000:stack/dev/1";

    public final Account account = new Account(Account.Content.EMPTY, InstantSource.system());
    public final InProcessRuntime runtime;
    public final Lambda lambda;

    public Fixture(RequestStreamHandler handler) {
        runtime = new InProcessRuntime(Map.of("it.Handler", version -> handler), () -> Instant.EPOCH);
        lambda = new Lambda(
                account,
                new AssetFolder(Path.of("none")),
                runtime,
                environment -> environment,
                InstantSource.system(),
                task -> new Thread(task).start());
        LambdaFunction.Configuration configuration =
                new LambdaFunction.Configuration("it.Handler::handleRequest", "code", 128, 3, Map.of());
        account.put(LambdaFunction.of("fn", ARN, configuration)
                .withVersion("1", configuration)
                .withAlias("live", "1")
                .withEvents("$LATEST", new LambdaFunction.EventInvokeConfig(0, 21_600, "")));
    }

    public static Order order(String physicalId, ObjectNode properties, ObjectNode old) {
        return new Order(STACK_ID, "dev", "It", "Custom::It", physicalId, properties, old);
    }

    public static ObjectNode properties() {
        return JsonNodeFactory.instance.objectNode().put("ServiceToken", ARN).put("ServiceTimeout", "30");
    }
}
