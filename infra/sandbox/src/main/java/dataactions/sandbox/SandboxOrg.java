package dataactions.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.genesys.CallCounts;
import dataactions.genesys.GenesysOrg;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.objects.GenesysState;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The Genesys org of the sandbox. It is the org that the deployed template expects. */
final class SandboxOrg {
    private static final String REGISTRAR_CLIENT = "sandbox-registrar";
    private static final String OWN_CLIENT = "sandbox-architect";

    private final UnaryOperator<OrgSettings> changes;
    private final String clientSecret;
    private final String ownSecret = randomSecret();
    private final GenesysState state;
    private final GenesysOrg org;
    private final URI origin;
    private String organizationId;
    /** In FedRAMP, Genesys calls from another AWS account. */
    private boolean isFedRamp;
    /** Null until the AWS endpoints listen. */
    private URI aws;

    /** @param changes changes the org's settings, for tests */
    SandboxOrg(
            Optional<SandboxState> saved,
            UnaryOperator<OrgSettings> changes,
            InstantSource clock,
            Ports ports,
            OpenResources open) {
        this.changes = changes;
        organizationId = saved.map(SandboxState::organizationId).orElse("");
        clientSecret = saved.map(SandboxState::clientSecret).orElseGet(SandboxOrg::randomSecret);
        state = saved.map(SandboxState::genesys)
                .filter(tree -> !tree.isNull())
                .map(GenesysState::fromJson)
                .orElseGet(GenesysState::empty);
        org = open.add(new GenesysOrg(settings(), state, clock));
        origin = ports.listen("genesys", org::start);
    }

    private static String randomSecret() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private OrgSettings settings() {
        OrgSettings standard = OrgSettings.standard()
                .withClient(OrgClient.withMinimumPermissions(REGISTRAR_CLIENT, clientSecret))
                .withClient(OrgClient.withMinimumPermissions(OWN_CLIENT, ownSecret));
        if (aws != null) {
            standard = standard.withAws(aws, isFedRamp ? "325654371633" : "765628985471");
        }
        if (!organizationId.isEmpty()) {
            standard = standard.withOrganization(organizationId, "Sandbox");
        }
        return changes.apply(standard);
    }

    /** Lets the org call AWS. */
    void connect(URI awsEndpoints, boolean fedRamp) {
        aws = awsEndpoints;
        isFedRamp = fedRamp;
        org.reconfigure(settings());
    }

    /** Becomes the org that a template expects. */
    void become(JsonNode template) {
        String expectedOrganization = variableIn(template, "GENESYS_ORGANIZATION_ID");
        boolean expectedFedRamp = isFedRamp(variableIn(template, "GENESYS_API_URL"));
        if (!expectedOrganization.equals(organizationId) || expectedFedRamp != isFedRamp) {
            organizationId = expectedOrganization;
            isFedRamp = expectedFedRamp;
            org.reconfigure(settings());
        }
    }

    static boolean isFedRamp(String apiUrl) {
        return apiUrl.endsWith(".us-gov-pure.cloud");
    }

    /** The value of a variable in the first function that has it as plain text; empty if no function has it. */
    private static String variableIn(JsonNode template, String name) {
        return template.path("Resources").properties().stream()
                .map(each ->
                        each.getValue().path("Properties").path("Environment").path("Variables"))
                .map(variables -> variables.path(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst()
                .orElse("");
    }

    URI origin() {
        return origin;
    }

    CallCounts calls() {
        return org.calls();
    }

    GenesysState state() {
        return state;
    }

    String organizationId() {
        return organizationId;
    }

    String clientSecret() {
        return clientSecret;
    }

    /** The secret that the registrar reads: the credentials of its OAuth client. */
    String registrarCredentials() {
        return "{\"clientId\":\"" + REGISTRAR_CLIENT + "\",\"clientSecret\":\"" + clientSecret + "\"}";
    }

    Architect architect() {
        return new Architect(origin, OWN_CLIENT, ownSecret);
    }
}
