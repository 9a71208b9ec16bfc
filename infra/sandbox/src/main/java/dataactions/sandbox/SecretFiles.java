package dataactions.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The upstreams' secrets, each in a file of its owner's: the sandbox remembers where they are and reads them when a
 * function asks Secrets Manager, so that no copy of them lies in its state.
 */
final class SecretFiles {
    private static final JsonMapper JSON = new JsonMapper();
    /** Secrets Manager's own limit. */
    private static final long MAX_BYTES = 65_536;

    private final Map<String, String> files = new LinkedHashMap<>();

    /**
     * The files that are known, and those given now.
     *
     * @param given by the name or ARN that {@code cdk.json} has; an empty path forgets
     * @throws SandboxException when a file given now is no secret
     */
    SecretFiles(Map<String, String> kept, Map<String, String> given) {
        files.putAll(kept);
        given.forEach((id, file) -> {
            if (file.isEmpty()) {
                files.remove(id);
            } else {
                Path path = Path.of(file).toAbsolutePath().normalize();
                read(id, path);
                files.put(id, path.toString());
            }
        });
    }

    /** Where they are, by name or ARN. */
    Map<String, String> paths() {
        return Map.copyOf(files);
    }

    /**
     * The value of a secret; empty for one that was not given.
     *
     * @throws SandboxException when its file is not there any more, or no secret; never quotes it
     */
    Optional<String> value(String id) {
        return Optional.ofNullable(files.get(id)).map(file -> read(id, Path.of(file)));
    }

    private static String read(String id, Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new SandboxException("--secret " + id + ": there is no file " + file + ".");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new SandboxException(
                        "--secret " + id + ": " + file + " is larger than a secret can be (" + MAX_BYTES + " bytes).");
            }
            String text = Files.readString(file);
            if (JSON.readTree(text) instanceof ObjectNode) {
                return text;
            }
        } catch (JsonProcessingException e) {
            // Reported below without the parser's message, because it quotes the text.
            throw unexpected(id, file);
        } catch (IOException e) {
            throw new SandboxException("--secret " + id + ": " + file + " cannot be read as text.");
        }
        throw unexpected(id, file);
    }

    private static SandboxException unexpected(String id, Path file) {
        return new SandboxException("--secret " + id + ": " + file
                + " does not hold a JSON object, such as {\"clientId\":\"…\",\"clientSecret\":\"…\"} for oauth2.");
    }
}
