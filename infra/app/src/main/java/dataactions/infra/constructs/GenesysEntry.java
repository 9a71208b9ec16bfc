package dataactions.infra.constructs;

import java.util.Map;
import software.constructs.IDependable;

/**
 * The properties of the Genesys objects that depend on the front door; from https://developer.genesys.cloud and
 * Genesys's Terraform provider. Values may be tokens.
 *
 * @param integrationType the type's id in Genesys Cloud
 * @param credentialKey the key under which an integration of this type has its credential; it does not depend on the
 *     credential's type
 * @param credential the credential's properties, for the registrar
 * @param requestUrl the target of every action: a URL or a function's ARN
 * @param headers the headers of every action's request
 * @param outputName the name of the stack output with {@code requestUrl}
 * @param ready the constructs that must exist before Genesys Cloud can call
 */
public record GenesysEntry(
        String integrationType,
        String credentialKey,
        Map<String, Object> credential,
        String requestUrl,
        Map<String, Object> headers,
        String outputName,
        IDependable ready) {}
