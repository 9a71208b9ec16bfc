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
 * The upstreams' secrets, each in a file of the user. The sandbox saves only the paths, and reads a file when a
 * function calls Secrets Manager. So the state holds no copy of a secret.
 */
final class SecretFiles {
    private static final JsonMapper JSON = new JsonMapper();
    /** The limit of Secrets Manager. */
    private static final long MAX_BYTES = 65_536;

    private final Map<String, String> files = new LinkedHashMap<>();

    /**
     * Combines the saved paths with new ones.
     *
     * @param given new paths, by the name or ARN in {@code cdk.json}; an empty path removes the entry
     * @throws SandboxException when a new file holds no secret
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

    /** The paths, by name or ARN of the secret. */
    Map<String, String> paths() {
        return Map.copyOf(files);
    }

    /**
     * The value of a secret; empty for one that was not given.
     *
     * @throws SandboxException when the file does not exist or holds no secret; the message never quotes the file
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
            String whole = Files.readString(file);
            // Windows programs write a byte order mark.
            String text = whole.startsWith("\uFEFF") ? whole.substring(1) : whole;
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
