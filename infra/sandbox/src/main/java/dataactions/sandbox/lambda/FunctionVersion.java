package dataactions.sandbox.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * One runnable version of a function.
 *
 * @param name the function's name
 * @param version a published number, or {@code $LATEST}
 * @param arn the ARN without a qualifier
 * @param handler such as {@code dataactions.handler.DataActionHandler::handleRequest}
 * @param code a folder: classes and resources at its root, jars in {@code lib/}
 * @param memoryMb the function's memory in MB
 * @param timeout how long one invocation may take
 * @param environment the function's variables, without Lambda's own
 */
public record FunctionVersion(
        String name,
        String version,
        String arn,
        String handler,
        Path code,
        int memoryMb,
        Duration timeout,
        Map<String, String> environment) {
    String region() {
        return arn.split(":")[3];
    }

    /** An execution environment is used again only if this key is equal. */
    String environmentKey() {
        return name + ":" + version + "@" + code + "#" + handler + "#" + memoryMb + "#" + environment.hashCode();
    }
}
