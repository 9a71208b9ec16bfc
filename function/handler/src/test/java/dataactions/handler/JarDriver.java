package dataactions.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/**
 * Does in a fresh JVM what Lambda does with the handler: makes it by its name, hands it one event a line, and prints
 * {@code =} and what it returned, or {@code !} and what it threw.
 */
final class JarDriver {
    private JarDriver() {}

    public static void main(String[] args) throws Exception {
        RequestStreamHandler handler = (RequestStreamHandler) Class.forName("dataactions.handler.DataActionHandler")
                .getConstructor()
                .newInstance();
        Context context = (Context) Proxy.newProxyInstance(
                JarDriver.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemainingTimeInMillis" -> 60_000;
                    case "getAwsRequestId" -> "aws-request-1";
                    default -> null;
                });
        BufferedReader events = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String event = events.readLine(); event != null; event = events.readLine()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
                handler.handleRequest(new ByteArrayInputStream(bytes), out, context);
                System.out.println("=" + out.toString(StandardCharsets.UTF_8));
            } catch (Throwable e) {
                System.out.println("!" + e.getClass().getName() + " " + e.getMessage());
            }
        }
    }
}
