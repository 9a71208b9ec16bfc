package dataactions.registrar.resources.integration;

import dataactions.aws.retry.RetryPolicy;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.resources.action.ActionNotes;
import dataactions.registrar.resources.deletion.Names;
import dataactions.registrar.resources.reconcile.GenesysWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Adopts an integration that a person created, and restores it when the stack no longer needs it. */
final class IntegrationAdoption {
    private static final RetryPolicy WRITE_ATTEMPTS = RetryPolicy.linear(5, Duration.ofMillis(300));

    private final Genesys genesys;
    private final GenesysWait waiting;

    IntegrationAdoption(Genesys genesys, GenesysWait waiting) {
        this.genesys = genesys;
        this.waiting = waiting;
    }

    /**
     * The only integration of the desired name and type that has no owner. Fails if there are several: choosing one
     * would be a guess.
     */
    ObservedIntegration find(IntegrationProperties desired, Function<String, Optional<ObservedIntegration>> observe) {
        List<String> named = new ArrayList<>();
        List<ObservedIntegration> free = new ArrayList<>();
        for (Integration it : genesys.integrations().all()) {
            if (it.name().equals(desired.name())) {
                boolean typed = it.type().equals(desired.type());
                Optional<ObservedIntegration> observed = observe.apply(it.id());
                Optional<String> owner = observed.flatMap(full -> full.notes().owner());
                named.add(it.id()
                        + owner.map(tag -> " (of stack " + tag + ")").orElse("")
                        + (typed ? "" : " (of type " + it.type() + ")"));
                observed.filter(full -> owner.isEmpty() && typed).ifPresent(free::add);
            }
        }
        if (named.size() == 1 && free.size() == 1) {
            return free.get(0);
        }
        throw Failure.of(
                Kind.REFUSED,
                "genesys.adopt is true, which needs exactly one integration " + Failure.named(desired.name())
                        + " of type "
                        + desired.type() + " without an owner; "
                        + (named.isEmpty() ? "there is none." : "found " + Names.firstThree(named) + "."),
                "Correct integrationName in cdk.json, rename it in Genesys, or remove genesys.adopt.");
    }

    /**
     * Names the actions of other owners that now call with this stack's credential. Every event repeats the warning,
     * because CloudFormation may send an event twice.
     */
    String warning(ResourceEvent event, String id) {
        if (!IntegrationProperties.adopts(event)) {
            return "";
        }
        Optional<Configuration> replaced = genesys.integrations()
                .configuration(id)
                .filter(it ->
                        new IntegrationNotes(it.notes()).credentialBefore().isPresent());
        List<String> others = replaced.isPresent() ? actionsOfOthers(event, id) : List.of();
        if (others.isEmpty()) {
            return "";
        }
        boolean one = others.size() == 1;
        return "Integration " + Failure.named(replaced.get().name()) + " is adopted, and has this stack's"
                + " credential now: " + Names.shortened(others) + ", not of this stack, " + (one ? "calls" : "call")
                + " with it, too. If " + (one ? "it needs" : "they need")
                + " the former credential, remove genesys.adopt and deploy.";
    }

    private List<String> actionsOfOthers(ResourceEvent event, String id) {
        List<String> others = new ArrayList<>();
        for (Action it : genesys.actions().all()) {
            if (it.integrationId().equals(id)) {
                genesys.actions()
                        .find(it.id())
                        .filter(full -> !ActionNotes.isOfStack(full, event.ownershipTag()))
                        .ifPresent(full -> others.add(full.name()));
            }
        }
        return others;
    }

    /**
     * Removes our tag and restores the previous credential. The integration then works as before, and can be adopted
     * again.
     */
    void giveBack(ResourceEvent event, ObservedIntegration observed) {
        waiting.repeat(
                WRITE_ATTEMPTS,
                "restoring the integration's former credential",
                () -> genesys.integrations()
                        .configuration(observed.id())
                        .filter(it -> new IntegrationNotes(it.notes()).isOfStack(event.ownershipTag()))
                        .ifPresent(it -> genesys.integrations().configure(observed.id(), asBefore(event, it))),
                kind -> kind == Kind.CONFLICT);
    }

    private Configuration asBefore(ResourceEvent event, Configuration now) {
        IntegrationNotes notes = new IntegrationNotes(now.notes());
        Map<String, String> credentials = new LinkedHashMap<>(now.credentials());
        Optional<String> before = notes.credentialBefore()
                .filter(it -> genesys.credentials().find(it).isPresent());
        for (String key : ourKeys(event, now)) {
            credentials.remove(key);
            before.ifPresent(it -> credentials.put(key, it));
        }
        return new Configuration(
                now.version(), now.name(), now.properties(), now.advanced(), notes.withoutOurs(), credentials);
    }

    /** The keys of our credential. The property is absent if the event is another resource's, which deletes strays. */
    private Set<String> ourKeys(ResourceEvent event, Configuration now) {
        Optional<String> key = event.properties().lenientText("CredentialKey");
        if (key.isPresent()) {
            return Set.of(key.get());
        }
        Set<String> keys = new LinkedHashSet<>();
        now.credentials()
                .forEach((each, credentialId) -> genesys.credentials()
                        .find(credentialId)
                        .flatMap(it -> event.ownershipTag().logicalIdIn(it.name()))
                        .ifPresent(ours -> keys.add(each)));
        return keys;
    }
}
