package dataactions.sandbox.aws;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.cloudformation.ResourceProvider.Order;
import dataactions.sandbox.lambda.AssetFolder;
import dataactions.sandbox.lambda.InProcessRuntime;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** An account with one function, whose handler is the test's own. */
final class Fixture {
    static final String ARN = "arn:aws:lambda:eu-west-1:000000000000:function:fn";
    static final String STACK_ID = "arn:aws:cloudformation:eu-west-1:000000000000:stack/dev/1";

    final Account account = new Account(Account.Content.EMPTY);
    final InProcessRuntime runtime;
    final Lambda lambda;

    Fixture(RequestStreamHandler handler) {
        runtime = new InProcessRuntime(Map.of("it.Handler", version -> handler), () -> Instant.EPOCH);
        lambda = new Lambda(
                account,
                new AssetFolder(Path.of("none")),
                runtime,
                environment -> environment,
                task -> new Thread(task).start());
        Account.Configuration configuration =
                new Account.Configuration("it.Handler::handleRequest", "code", 128, 3, Map.of());
        account.put(new Account.Function(
                "fn",
                ARN,
                configuration,
                1,
                Map.of("1", configuration),
                Map.of("live", "1"),
                Map.of(),
                Map.of(),
                new LinkedHashMap<>(Map.of("$LATEST", 0))));
    }

    static Order order(String physicalId, ObjectNode properties, ObjectNode old) {
        return new Order(STACK_ID, "dev", "It", "Custom::It", physicalId, properties, old);
    }

    static ObjectNode properties() {
        return JsonNodeFactory.instance.objectNode().put("ServiceToken", ARN).put("ServiceTimeout", "30");
    }
}
