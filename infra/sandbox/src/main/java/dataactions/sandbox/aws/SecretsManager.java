package dataactions.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.Secret;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The versions of the account's secrets and their staging labels, by the rules of the service. Source: Secrets Manager
 * API reference, DescribeSecret, GetSecretValue, PutSecretValue, UpdateSecretVersionStage.
 */
public final class SecretsManager {
    static final String CURRENT = "AWSCURRENT";
    static final String PENDING = "AWSPENDING";
    private static final String PREVIOUS = "AWSPREVIOUS";

    public static final Set<String> OPERATIONS =
            Set.of("DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage");

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_BYTES = 65_536;

    private final Account account;
    private final InstantSource clock;

    public SecretsManager(Account account, InstantSource clock) {
        this.account = account;
        this.clock = clock;
    }

    /** A refusal of the service: an error code with HTTP 400. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String code;

        Refused(String code, String message) {
            super(message);
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    /** One request of {@link #OPERATIONS}; throws {@link Refused}. */
    public JsonNode carryOut(String operation, JsonNode request) {
        synchronized (account) {
            Map.Entry<String, Secret> found = account.secret(text(request, "SecretId"))
                    .orElseThrow(() -> new Refused(
                            "ResourceNotFoundException", "Secrets Manager can't find the specified secret."));
            return switch (operation) {
                case "DescribeSecret" -> describe(found.getKey(), found.getValue());
                case "GetSecretValue" -> get(found.getKey(), found.getValue(), request);
                case "PutSecretValue" -> put(found.getKey(), request);
                case "UpdateSecretVersionStage" -> move(found.getKey(), found.getValue(), request);
                default -> throw new IllegalArgumentException(operation);
            };
        }
    }

    private static ObjectNode describe(String arn, Secret secret) {
        ObjectNode answer = JSON.createObjectNode().put("ARN", arn).put("Name", secret.name());
        if (secret.rotation() != null) {
            answer.put("RotationEnabled", true);
            answer.put("RotationLambdaARN", secret.rotation().function());
            answer.putObject("RotationRules")
                    .put("AutomaticallyAfterDays", secret.rotation().days());
        }
        ObjectNode stages = answer.putObject("VersionIdsToStages");
        secret.stages().forEach((stage, id) -> stages.withArray("/" + id).add(stage));
        return answer;
    }

    private static ObjectNode get(String arn, Secret secret, JsonNode request) {
        String versionId = text(request, "VersionId");
        String stage = text(request, "VersionStage");
        if (versionId.isEmpty() && stage.isEmpty()) {
            stage = CURRENT;
        }
        String id = versionId.isEmpty() ? secret.stages().getOrDefault(stage, "") : versionId;
        if (!versionId.isEmpty()
                && !stage.isEmpty()
                && !versionId.equals(secret.stages().get(stage))) {
            throw new Refused(
                    "InvalidRequestException",
                    "You provided a VersionStage that is not associated to the provided VersionId.");
        }
        Secret.Version version = secret.versions().get(id);
        if (version == null) {
            throw new Refused(
                    "ResourceNotFoundException",
                    "Secrets Manager can't find the specified secret value for "
                            + (versionId.isEmpty() ? "staging label: " + stage : "VersionId: " + versionId));
        }
        ObjectNode answer = versioned(arn, secret, id);
        answer.put("SecretString", version.value());
        answer.put("CreatedDate", BigDecimal.valueOf(version.createdAt(), 3));
        return answer;
    }

    private ObjectNode put(String arn, JsonNode request) {
        String id = text(request, "ClientRequestToken");
        if (id.length() < 32 || id.length() > 64) {
            throw new Refused(
                    "InvalidParameterException", "ClientRequestToken must have a length between 32 and 64 characters.");
        }
        String value = text(request, "SecretString");
        if (value.isEmpty() || value.length() > MAX_BYTES) {
            throw new Refused("InvalidParameterException", "You must provide SecretString, of at most 65536 bytes.");
        }
        List<String> stages = new ArrayList<>();
        request.path("VersionStages").forEach(stage -> stages.add(stage.asText()));
        put(arn, id, value, stages.isEmpty() ? List.of(CURRENT) : stages);
        return versioned(arn, account.secret(arn).orElseThrow().getValue(), id);
    }

    /**
     * Adds a version with labels. The same value again changes nothing. Another value for the same version is refused.
     */
    public void put(String arn, String versionId, String value, List<String> stages) {
        account.changeSecret(arn, secret -> {
            Secret.Version there = secret.versions().get(versionId);
            if (there != null) {
                if (!there.value().equals(value)) {
                    throw new Refused(
                            "ResourceExistsException",
                            "You can't modify an existing version, you can only create a new version.");
                }
                return secret;
            }
            Secret changed = secret.withVersion(
                    versionId, new Secret.Version(value, clock.instant().toEpochMilli()));
            for (String stage : stages) {
                changed = labelled(changed, stage, versionId);
            }
            return swept(changed);
        });
    }

    private ObjectNode move(String arn, Secret secret, JsonNode request) {
        String stage = text(request, "VersionStage");
        String from = text(request, "RemoveFromVersionId");
        String to = text(request, "MoveToVersionId");
        String now = secret.stages().get(stage);
        if (!from.isEmpty() && !from.equals(now) || from.isEmpty() && now != null && !now.equals(to)) {
            throw new Refused(
                    "InvalidParameterException",
                    "The parameter RemoveFromVersionId must be the version that the staging label " + stage
                            + " is currently attached to.");
        }
        if (to.isEmpty() && stage.equals(CURRENT)) {
            throw new Refused("InvalidParameterException", "You can't remove AWSCURRENT: move it to another version.");
        }
        if (!to.isEmpty() && !secret.versions().containsKey(to)) {
            throw new Refused(
                    "ResourceNotFoundException", "Secrets Manager can't find the specified secret version: " + to);
        }
        account.changeSecret(
                arn, found -> swept(to.isEmpty() ? found.withoutStage(stage) : labelled(found, stage, to)));
        return JSON.createObjectNode().put("ARN", arn).put("Name", secret.name());
    }

    /** The version that was current gets the label AWSPREVIOUS. */
    private static Secret labelled(Secret secret, String stage, String versionId) {
        String before = secret.stages().get(stage);
        Secret changed = secret.withStage(stage, versionId);
        return stage.equals(CURRENT) && before != null && !before.equals(versionId)
                ? changed.withStage(PREVIOUS, before)
                : changed;
    }

    /** AWS may delete a version without a label at any time. The sandbox deletes it at once. */
    private static Secret swept(Secret secret) {
        Map<String, Secret.Version> kept = new LinkedHashMap<>(secret.versions());
        kept.keySet().retainAll(secret.stages().values());
        return new Secret(secret.name(), kept, secret.stages(), secret.rotation());
    }

    private static ObjectNode versioned(String arn, Secret secret, String id) {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("ARN", arn).put("Name", secret.name()).put("VersionId", id);
        ArrayNode stages = answer.putArray("VersionStages");
        secret.stages().forEach((stage, version) -> {
            if (Objects.equals(version, id)) {
                stages.add(stage);
            }
        });
        return answer;
    }

    private static String text(JsonNode request, String name) {
        return Optional.ofNullable(request.path(name).textValue()).orElse("");
    }
}
