package dataactions.sandbox.aws.account;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A secret; its ARN is its key in {@link Account.Content}.
 *
 * @param versions values by version id
 * @param stages version ids by staging label. A label is on one version at a time. At the start of a rotation the
 *     new version has a label and no value
 * @param rotation null if it is not rotated
 */
public record Secret(String name, Map<String, Version> versions, Map<String, String> stages, Rotation rotation) {
    public static Secret of(String name, String versionId, String value, Instant created) {
        return new Secret(name, Map.of(), Map.of(), null)
                .withVersion(versionId, new Version(value, created.toEpochMilli()))
                .withStage("AWSCURRENT", versionId);
    }

    /** A state folder of an older version has one value and its id instead of versions. */
    @JsonCreator
    static Secret read(
            @JsonProperty("name") String name,
            @JsonProperty("versions") Map<String, Version> versions,
            @JsonProperty("stages") Map<String, String> stages,
            @JsonProperty("rotation") Rotation rotation,
            @JsonProperty("versionId") String versionId,
            @JsonProperty("value") String value) {
        return versions == null
                ? of(name, versionId, value, Instant.EPOCH)
                : new Secret(name, versions, stages, rotation);
    }

    public Secret withVersion(String id, Version version) {
        return new Secret(name, ChangedMap.with(versions, id, version), stages, rotation);
    }

    public Secret withStage(String stage, String versionId) {
        return new Secret(name, versions, ChangedMap.with(stages, stage, versionId), rotation);
    }

    public Secret withoutStage(String stage) {
        return new Secret(name, versions, ChangedMap.without(stages, stage), rotation);
    }

    public Secret withRotation(Rotation changed) {
        return new Secret(name, versions, stages, changed);
    }

    /** Whether a rotation began and has not ended. */
    public Optional<String> pending() {
        return Optional.ofNullable(stages.get("AWSPENDING")).filter(id -> !id.equals(stages.get("AWSCURRENT")));
    }

    @Override
    public String toString() {
        return "Secret[" + name + "]";
    }

    /** A version's value, and when it was written, in milliseconds since 1970. */
    public record Version(String value, long createdAt) {
        @Override
        public String toString() {
            return "Version[" + createdAt + "]";
        }
    }

    /** Which function rotates a secret, and the days between two rotations. */
    public record Rotation(String function, int days) {}
}
