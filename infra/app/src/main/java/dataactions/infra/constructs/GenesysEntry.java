package dataactions.infra.constructs;

import java.util.Map;
import software.constructs.IDependable;

/**
 * The properties of the Genesys objects that depend on the front door; from https://developer.genesys.cloud and Genesys's
 * Terraform provider. Values may be tokens.
 *
 * @param integrationType the type's id in Genesys Cloud
 * @param credentialKey where an integration of this type looks for its credential, whatever the credential's type
 * @param credential the credential's properties, for the registrar
 * @param requestUrl what every action calls: a URL, or a function's ARN
 * @param headers of every action's request
 * @param outputName what the stack calls {@code requestUrl} among its outputs
 * @param ready what must stand before Genesys Cloud can come in
 */
public record GenesysEntry(
        String integrationType,
        String credentialKey,
        Map<String, Object> credential,
        String requestUrl,
        Map<String, Object> headers,
        String outputName,
        IDependable ready) {}
