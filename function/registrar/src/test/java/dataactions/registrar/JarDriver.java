package dataactions.registrar;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dataactions.testkit.LambdaContext;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Stands in for Lambda's runtime in a JVM of its own: one event a line on standard input. */
final class JarDriver {
    private JarDriver() {}

    public static void main(String[] args) throws Exception {
        RequestStreamHandler handler = (RequestStreamHandler) Class.forName("dataactions.registrar.RegistrarHandler")
                .getConstructor()
                .newInstance();
        try (BufferedReader events = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = events.readLine(); line != null; line = events.readLine()) {
                handler.handleRequest(
                        new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)),
                        new ByteArrayOutputStream(),
                        LambdaContext.withMillisLeft(60_000));
            }
        }
    }
}
