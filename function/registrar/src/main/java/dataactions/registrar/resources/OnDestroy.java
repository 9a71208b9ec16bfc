package dataactions.registrar.resources;

import dataactions.registrar.cloudformation.Properties;
import dataactions.registrar.cloudformation.ResourceEvent;
import java.util.function.Supplier;

/** What the environment says about destroying a stack whose actions flows use. */
public enum OnDestroy {
    /** It is refused before anything is removed. */
    REFUSE,
    /** Everything is deleted, used or not. */
    DELETE,
    /** Actions, integration and credential stay in Genesys. */
    RETAIN;

    static final String PROPERTY = "OnDestroy";

    /** As deployed last; resources that do not carry it, or carry another word, refuse. Never fails: a Delete reads it. */
    public static OnDestroy of(Properties properties) {
        return switch (properties.lenientText(PROPERTY).orElse("")) {
            case "delete" -> DELETE;
            case "retain" -> RETAIN;
            default -> REFUSE;
        };
    }

    /**
     * Whether a Delete is to leave the object where it is: one that was made and is destroyed with its stack. Where the
     * occasion cannot be told, it is left too.
     */
    public static boolean retained(ResourceEvent event, Supplier<Occasion> occasion) {
        if (of(event.properties()) != RETAIN || event.physicalId() == null || Progress.isMarker(event.physicalId())) {
            return false;
        }
        Occasion now = occasion.get();
        return now == Occasion.DESTROY || now == Occasion.UNKNOWN;
    }
}
