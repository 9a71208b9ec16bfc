package dataactions.registrar.resources.reconcile;

import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.resources.deletion.DeletionCause;
import dataactions.registrar.resources.deletion.DeletionResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One kind of object in Genesys: what the {@link Reconciler} needs of it. Every method may throw
 * {@link dataactions.registrar.invocation.Failure}.
 *
 * @param <D> the desired state, read from the resource's properties
 * @param <O> the observed state
 * @param <C> a change of an object that exists
 */
public interface GenesysResource<D, O, C> {
    /** Its name in messages: {@code action}. */
    String noun();

    /** Reads and checks the properties of a Create or Update. */
    D desired(ResourceEvent event);

    /** The object of that id, of any owner. */
    Optional<O> observe(String id);

    /** Like {@link #observe}, for a Delete, which needs only the owner and the usage. */
    default Optional<O> observeForDelete(ResourceEvent event, String id) {
        return observe(id);
    }

    /**
     * Every object with the event's ownership tag. Does not check the properties: a Delete with wrong properties has to
     * find its objects too.
     *
     * @param known an object that was observed a moment ago and need not be read again
     */
    List<O> tagged(ResourceEvent event, Optional<O> known);

    boolean carries(O observed, OwnershipTag tag);

    String id(O observed);

    /** Computes the change that an object needs. Reads nothing from Genesys and changes nothing. */
    WritePlan<C> plan(D desired, O observed);

    /**
     * Sends the POST. If Genesys refuses it, the method may write other objects and send it again. Once Genesys has
     * accepted it, the method makes no other call, because CloudFormation must learn the id as soon as possible.
     *
     * @return the id that Genesys issued
     */
    String create(D desired);

    /** The object just created, if the POST alone does not bring it to its desired state. */
    default Optional<O> incomplete(D desired, String id) {
        return Optional.empty();
    }

    /**
     * Writes a change once, for the observed version.
     *
     * @return the object as Genesys answered; empty if the answer does not contain it
     */
    Optional<O> write(D desired, O observed, C change);

    /**
     * Reads the object until Genesys shows its desired state.
     *
     * @param written the result of {@link #write}; empty if nothing was written
     */
    void confirm(D desired, String id, Optional<O> written);

    /** Writes other objects, once this one is in its desired state. */
    default void writeOthers(D desired) {}

    /**
     * Called when an Update finds no object with the id that CloudFormation knows, before another object is written or
     * created. May throw, to refuse the Update.
     */
    default void missing(ResourceEvent event) {}

    /** Deletes an object that has our tag, or keeps it and says why. */
    DeletionResult deleteOrKeep(ResourceEvent event, O observed, DeletionCause cause);

    /** The object without our tag that the properties tell the registrar to adopt. Fails if there is none. */
    default Optional<O> adopt(D desired) {
        return Optional.empty();
    }

    /** A warning for the person who deploys, after a Create or Update: a sentence, or empty. */
    default String warning(ResourceEvent event, String id) {
        return "";
    }

    /** The attributes for {@code Fn::GetAtt}. */
    Map<String, String> attributes(String id);
}
