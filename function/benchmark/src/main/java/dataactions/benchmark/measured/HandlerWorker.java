package dataactions.benchmark.measured;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whole invocations of the handler, event bytes in and answer bytes out, and bare GETs of the same resource, in one JVM.
 * Started with the class path that the function has in Lambda (the folder with {@code actions.json}, {@code
 * lib/handler.jar}) and this package.
 *
 * <p>Arguments: the driver's port, the upstream's port, the file with the Function URL's event, the file with the bare
 * event. Operations: {@code raw}, {@code url}, {@code bare}.
 */
public final class HandlerWorker {
    private HandlerWorker() {}

    public static void main(String[] arguments) throws Exception {
        RequestStreamHandler handler = (RequestStreamHandler) Class.forName("dataactions.handler.DataActionHandler")
                .getConstructor()
                .newInstance();
        byte[] url = Files.readAllBytes(Path.of(arguments[2]));
        byte[] bare = Files.readAllBytes(Path.of(arguments[3]));
        Context context = context();
        try (RawGet raw = new RawGet(Integer.parseInt(arguments[1]), "/users/1")) {
            Operations.serve(
                    Integer.parseInt(arguments[0]),
                    Map.of(
                            "raw", () -> raw(raw),
                            "url", () -> invocation(handler, url, context, "\\\"status\\\":\\\"success\\\""),
                            "bare", () -> invocation(handler, bare, context, "\"status\":\"success\"")));
        }
        System.exit(0);
    }

    private static long raw(RawGet get) throws Exception {
        long before = System.nanoTime();
        int length = get.get();
        long after = System.nanoTime();
        if (length != Upstream.USER.length()) {
            throw new IllegalStateException("the upstream answered " + length + " bytes, not the user");
        }
        return after - before;
    }

    private static long invocation(RequestStreamHandler handler, byte[] event, Context context, String expected)
            throws Exception {
        long before = System.nanoTime();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event), out, context);
        byte[] answer = out.toByteArray();
        long after = System.nanoTime();
        String text = new String(answer, StandardCharsets.UTF_8);
        if (!text.contains(expected) || !text.contains("Leanne Graham")) {
            throw new IllegalStateException("not a success: " + text);
        }
        return after - before;
    }

    private static Context context() {
        return (Context) Proxy.newProxyInstance(
                HandlerWorker.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, ignored) -> switch (method.getName()) {
                    case "getRemainingTimeInMillis" -> 30_000;
                    case "getAwsRequestId" -> "8f1a2f0e-0000-4000-8000-000000000001";
                    default -> null;
                });
    }
}
