package dataactions.aws;

import dataactions.aws.retry.Sleeper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The calls of Secrets Manager that a rotation function needs: read the stages of all versions, read the value of one
 * version, write a pending value, move the current stage. Each call is safe to repeat and is tried up to three times.
 */
public final class SecretRotator {
    public static final String CURRENT = "AWSCURRENT";
    public static final String PENDING = "AWSPENDING";

    private final SecretCalls calls;
    private final SecretReader reader;

    public SecretRotator(AwsClient aws) {
        this.calls = new SecretCalls(aws, Sleeper.REAL);
        this.reader = new SecretReader(calls);
    }

    /**
     * DescribeSecret.
     *
     * @return the stages by version id, for each version that has a stage
     * @throws AwsException when the stages cannot be read
     */
    public Map<String, Set<String>> stages(String secretId) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("SecretId", secretId);
        return calls.send("DescribeSecret", FlatJson.write(request), secretId, answer -> {
            try {
                return stages(answer.body());
            } catch (IOException e) {
                throw new AwsException("Secrets Manager DescribeSecret: the answer is not JSON", true, e);
            }
        });
    }

    private static Map<String, Set<String>> stages(byte[] body) throws IOException {
        Map<String, Set<String>> stages = new LinkedHashMap<>();
        if (FlatJson.object(body).get("VersionIdsToStages") instanceof Map<?, ?> versions) {
            for (Map.Entry<?, ?> version : versions.entrySet()) {
                Set<String> names = new LinkedHashSet<>();
                if (version.getValue() instanceof List<?> list) {
                    for (Object name : list) {
                        names.add(String.valueOf(name));
                    }
                }
                stages.put((String) version.getKey(), names);
            }
        }
        return stages;
    }

    /**
     * The value of one version.
     *
     * @throws AwsException {@linkplain AwsException#isAbsent absent} if the version has no value
     */
    public SecretVersion version(String secretId, String versionId) {
        return reader.versionOf(secretId, versionId);
    }

    /** PutSecretValue: writes the value of a version and puts the version into the pending stage. */
    public void putPending(String secretId, String versionId, String text) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("SecretId", secretId);
        request.put("ClientRequestToken", versionId);
        request.put("SecretString", text);
        calls.send("PutSecretValue", FlatJson.write(request, "VersionStages", PENDING), secretId, answer -> answer);
    }

    /** UpdateSecretVersionStage: makes {@code versionId} current and {@code before} previous. */
    public void makeCurrent(String secretId, String versionId, String before) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("SecretId", secretId);
        request.put("VersionStage", CURRENT);
        request.put("MoveToVersionId", versionId);
        request.put("RemoveFromVersionId", before);
        calls.send("UpdateSecretVersionStage", FlatJson.write(request), secretId, answer -> answer);
    }
}
