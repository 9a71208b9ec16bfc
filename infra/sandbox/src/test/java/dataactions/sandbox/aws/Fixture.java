package dataactions.sandbox.aws;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.cloudformation.provider.ResourceProvider.Order;
import dataactions.sandbox.lambda.AssetFolder;
import dataactions.sandbox.lambda.InProcessRuntime;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** An account with one function, whose handler is the test's own. */
final class Fixture {
    static final String ARN = "arn:aws:lambda:eu-west-1:000000000000:function:fn";
    static final String STACK_ID = "arn:aws:cloudformation:eu-west-1:000000000000:stack/dev/1";

    final Account account = new Account(Account.Content.EMPTY, InstantSource.system());
    final InProcessRuntime runtime;
    final Lambda lambda;

    Fixture(RequestStreamHandler handler) {
        runtime = new InProcessRuntime(Map.of("it.Handler", version -> handler), () -> Instant.EPOCH);
        lambda = new Lambda(
                account,
                new AssetFolder(Path.of("none")),
                runtime,
                environment -> environment,
                InstantSource.system(),
                task -> new Thread(task).start());
        Account.Configuration configuration =
                new Account.Configuration("it.Handler::handleRequest", "code", 128, 3, Map.of());
        account.put(Account.Function.of("fn", ARN, configuration)
                .withVersion("1", configuration)
                .withAlias("live", "1")
                .withEvents("$LATEST", new Account.EventInvokeConfig(0, 21_600, "")));
    }

    static Order order(String physicalId, ObjectNode properties, ObjectNode old) {
        return new Order(STACK_ID, "dev", "It", "Custom::It", physicalId, properties, old);
    }

    static ObjectNode properties() {
        return JsonNodeFactory.instance.objectNode().put("ServiceToken", ARN).put("ServiceTimeout", "30");
    }
}
