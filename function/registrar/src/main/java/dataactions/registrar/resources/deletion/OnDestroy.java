package dataactions.registrar.resources.deletion;

import dataactions.registrar.cloudformation.PhysicalId;
import dataactions.registrar.cloudformation.Properties;
import dataactions.registrar.cloudformation.ResourceEvent;

/** What the environment says about destroying a stack whose actions flows use. */
public enum OnDestroy {
    /** The destroy is refused before anything is deleted. */
    REFUSE,
    /** Everything is deleted, whether flows use it or not. */
    DELETE,
    /** Actions, integration and credential stay in Genesys. */
    RETAIN;

    public static final String PROPERTY = "OnDestroy";

    /**
     * The setting of the last deployment. {@link #REFUSE} if the property is absent or invalid, because a Delete must
     * not fail.
     */
    public static OnDestroy ofStack(Properties properties) {
        return switch (properties.lenientText(PROPERTY).orElse("")) {
            case "delete" -> DELETE;
            case "retain" -> RETAIN;
            default -> REFUSE;
        };
    }

    /** The setting for the event's object. An object whose creation failed is never retained. */
    public static OnDestroy ofObject(ResourceEvent event) {
        OnDestroy onDestroy = ofStack(event.properties());
        boolean created = event.physicalId() != null && !PhysicalId.isPlaceholder(event.physicalId());
        return onDestroy == RETAIN && !created ? REFUSE : onDestroy;
    }
}
