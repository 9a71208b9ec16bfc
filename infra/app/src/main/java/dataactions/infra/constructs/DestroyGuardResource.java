package dataactions.infra.constructs;

import dataactions.definition.deployment.CustomResourceType;
import dataactions.infra.environment.Environment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CustomResource;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * {@code Custom::DestroyGuard}. It depends on every other resource, so it is created and updated last and deleted
 * first. Its Create and Update set the stack's termination protection. Its Delete fails while Architect flows use the
 * actions, even if somebody has removed the protection. Construct it last.
 */
public final class DestroyGuardResource {
    private DestroyGuardResource() {}

    /**
     * Adds the guard to {@code scope}, after {@code everything}.
     *
     * @param own whether the stack is the app's own; then the environment sets its termination protection
     */
    public static CustomResource after(
            Construct scope,
            List<IConstruct> everything,
            Environment environment,
            boolean own,
            RegistrarFunction registrar,
            GenesysRegistration genesys) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("OnDestroy", environment.onDestroy().word());
        if (own) {
            properties.put(
                    "TerminationProtection",
                    String.valueOf(environment.onDestroy().protects()));
            registrar.mayProtectStack();
        }
        properties.put("IntegrationId", genesys.integrationId());
        // A deployment that changes the digest ends with an Update of the guard, which deletes retired objects.
        properties.put("Digest", genesys.digest());
        CustomResource guard = registrar.resource(scope, "DestroyGuard", CustomResourceType.DESTROY_GUARD, properties);
        everything.forEach(each -> guard.getNode().addDependency(each));
        return guard;
    }
}
