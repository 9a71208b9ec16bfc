package dataactions.infra;

import java.nio.file.Path;

/**
 * What {@link Registrar} needs.
 *
 * @param genesys the organization that it writes to
 * @param jar the registrar's self-contained jar
 * @param logRetentionDays how long its logs are kept; one of the periods that CloudWatch offers
 */
public record RegistrarProps(Environment.Genesys genesys, Path jar, int logRetentionDays) {}
