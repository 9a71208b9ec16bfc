package dataactions.registrar.rotation;

import dataactions.aws.SecretVersion;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The caller secret in Secrets Manager with its versions. Every method throws if Secrets Manager does not answer. */
public interface RotatingSecret {
    /** The stages of each version, by version id. */
    Map<String, Set<String>> stages(String secretId);

    /** The value of a version; empty where it has none. */
    Optional<SecretVersion> version(String secretId, String versionId);

    /** Gives a version its value and puts it into the pending stage. */
    void putPending(String secretId, String versionId, String text);

    /** Moves the current stage to another version. */
    void makeCurrent(String secretId, String versionId, String before);
}
