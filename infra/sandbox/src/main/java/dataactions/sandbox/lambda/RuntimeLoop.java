package dataactions.sandbox.lambda;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Replaces AWS's runtime interface client on systems for which it has no native code (macOS, Windows). Gets events from
 * the Runtime API and passes them to a {@link RequestStreamHandler} with a public no-argument constructor. Does nothing
 * else that the client does.
 */
public final class RuntimeLoop {
    private final String base;

    private RuntimeLoop(String base) {
        this.base = base;
    }

    /** Started as {@code java … RuntimeLoop HANDLER} in the function's folder. */
    public static void main(String[] arguments) throws IOException {
        RuntimeLoop loop =
                new RuntimeLoop("http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/");
        RequestStreamHandler handler;
        try {
            handler = handler(arguments[0]);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            loop.post("init/error", error(cause));
            System.exit(1);
            return;
        }
        boolean alive = true;
        while (alive) {
            alive = loop.once(handler);
        }
    }

    private static RequestStreamHandler handler(String name)
            throws ReflectiveOperationException, MalformedURLException {
        List<URL> places = new ArrayList<>();
        File root = new File(System.getProperty("user.dir"));
        places.add(root.toURI().toURL());
        File[] jars = new File(root, "lib").listFiles((folder, file) -> file.endsWith(".jar"));
        if (jars != null) {
            Arrays.sort(jars);
            for (File jar : jars) {
                places.add(jar.toURI().toURL());
            }
        }
        // Never closed: the process needs it until it ends.
        URLClassLoader loader = new URLClassLoader(places.toArray(URL[]::new), RuntimeLoop.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        Class<?> type = Class.forName(name.split("::")[0], true, loader);
        return (RequestStreamHandler) type.getConstructor().newInstance();
    }

    /** Serves one event; false when the Runtime API no longer answers, so the process can end. */
    private boolean once(RequestStreamHandler handler) throws IOException {
        HttpURLConnection next = open("invocation/next");
        byte[] event;
        try (InputStream in = next.getInputStream()) {
            event = in.readAllBytes();
        } catch (IOException e) {
            return false;
        }
        String id = next.getHeaderField("Lambda-Runtime-Aws-Request-Id");
        long deadline = Long.parseLong(next.getHeaderField("Lambda-Runtime-Deadline-Ms"));
        Context context = new LoopContext(id, next.getHeaderField("Lambda-Runtime-Invoked-Function-Arn"), deadline);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            handler.handleRequest(new ByteArrayInputStream(event), out, context);
        } catch (Exception | LinkageError | StackOverflowError e) {
            post("invocation/" + id + "/error", error(e));
            return true;
        }
        post("invocation/" + id + "/response", out.toByteArray());
        return true;
    }

    private HttpURLConnection open(String path) throws IOException {
        return (HttpURLConnection) URI.create(base + path).toURL().openConnection();
    }

    private void post(String path, byte[] body) throws IOException {
        HttpURLConnection connection = open(path);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        connection.getResponseCode();
    }

    private static byte[] error(Throwable cause) {
        return ("{\"errorMessage\":" + quote(String.valueOf(cause.getMessage())) + ",\"errorType\":"
                        + quote(cause.getClass().getName()) + ",\"stackTrace\":[]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private record LoopContext(String requestId, String arn, long deadline) implements Context {
        @Override
        public String getAwsRequestId() {
            return requestId;
        }

        @Override
        public String getLogGroupName() {
            return System.getenv("AWS_LAMBDA_LOG_GROUP_NAME");
        }

        @Override
        public String getLogStreamName() {
            return System.getenv("AWS_LAMBDA_LOG_STREAM_NAME");
        }

        @Override
        public String getFunctionName() {
            return System.getenv("AWS_LAMBDA_FUNCTION_NAME");
        }

        @Override
        public String getFunctionVersion() {
            return System.getenv("AWS_LAMBDA_FUNCTION_VERSION");
        }

        @Override
        public String getInvokedFunctionArn() {
            return arn;
        }

        @Override
        public CognitoIdentity getIdentity() {
            return null;
        }

        @Override
        public ClientContext getClientContext() {
            return null;
        }

        @Override
        public int getRemainingTimeInMillis() {
            return (int) Math.max(0, deadline - System.currentTimeMillis());
        }

        @Override
        public int getMemoryLimitInMB() {
            return Integer.parseInt(System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
        }

        @Override
        public LambdaLogger getLogger() {
            return new LambdaLogger() {
                @Override
                public void log(String message) {
                    System.out.println(message);
                }

                @Override
                public void log(byte[] message) {
                    System.out.println(new String(message, StandardCharsets.UTF_8));
                }
            };
        }
    }
}
