package dataactions.infra;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@link Registrar} needs.
 *
 * @param genesys the organization that it writes to
 * @param jar the registrar's self-contained jar
 * @param logRetentionDays how long its logs are kept; one of the periods that CloudWatch offers
 * @param kmsKey ARN of the key that encrypts its logs and variables; default: AWS's own
 * @param prefix of the logical ids of its resources, and of those that it looks after; nothing for the only ones of a
 *     stack
 */
public record RegistrarProps(
        Environment.Genesys genesys, Path jar, int logRetentionDays, Optional<String> kmsKey, String prefix) {}
