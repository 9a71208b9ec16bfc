package dataactions.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CustomResource;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * {@code Custom::DestroyGuard}: depends on everything that stands beside it, so that on {@code cdk destroy} its Delete
 * comes before any other, and can refuse while Architect flows use the actions. Construct it last.
 */
final class DestroyGuard {
    private DestroyGuard() {}

    /** Adds the guard to {@code scope}, after {@code everything}. */
    static CustomResource after(
            Construct scope,
            List<IConstruct> everything,
            Environment environment,
            Registrar registrar,
            GenesysRegistration genesys) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("OnDestroy", environment.onDestroy().word());
        properties.put("IntegrationId", genesys.integrationId());
        // A deployment that changes any of it ends with an Update of the guard, which looks through what was kept.
        properties.put("Digest", genesys.digest());
        CustomResource guard = registrar.resource(scope, "DestroyGuard", "Custom::DestroyGuard", properties);
        everything.forEach(each -> guard.getNode().addDependency(each));
        return guard;
    }
}
