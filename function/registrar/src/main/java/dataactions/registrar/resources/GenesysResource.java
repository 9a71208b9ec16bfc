package dataactions.registrar.resources;

import dataactions.registrar.cloudformation.ResourceEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One kind of object in Genesys. What differs between the kinds is here; the life cycle, which does not, is the
 * {@link Reconciler}'s. Every method throws {@link dataactions.registrar.Failure}.
 *
 * @param <W> what is wanted, from the resource's properties
 * @param <O> what is there
 */
public interface GenesysResource<W, O> {
    /** What a person calls it: {@code action}. */
    String noun();

    /** Reads and checks the properties of a Create or Update. */
    W wanted(ResourceEvent event);

    /** The object of that id, whosever it is. */
    Optional<O> observe(String id);

    /**
     * Every object that carries the event's mark. Must not fail over properties: a Delete has to find them too.
     *
     * @param seen an object observed a moment ago, not to be read again
     */
    List<O> marked(ResourceEvent event, Optional<O> seen);

    /** As observed before, where it is this one; else looked at now. */
    default Optional<O> observe(String id, Optional<O> seen) {
        Optional<O> same = seen.filter(it -> id(it).equals(id));
        return same.isPresent() ? same : observe(id);
    }

    boolean carries(O observed, Mark mark);

    String id(O observed);

    /** What leads from the one to the other. Never {@link Plan.Create} or {@link Plan.Remove}. */
    Plan plan(W wanted, O observed);

    /**
     * The same, for one who only looks: {@link #plan} where everything can be read. A field that Genesys never gives back
     * is written by every Update, and is no difference here.
     */
    default Plan drift(W wanted, O observed) {
        return plan(wanted, observed);
    }

    /** The POST alone; its id is what CloudFormation must hear of, whatever comes after. */
    String create(W wanted);

    /** A new object as it is now, where its POST does not finish it. */
    default Optional<O> unfinished(W wanted, String id) {
        return Optional.empty();
    }

    /** Carries out a change, once, against the version observed. */
    void change(W wanted, O observed, Plan.Change change);

    /**
     * Reads back, as far as there is something to read: an action until it is shown as wanted; an integration until it is
     * active, or for a while; a credential not at all.
     */
    void confirm(W wanted, String id);

    /** Deletes, and returns when it is gone; absent is gone. */
    void remove(String id);

    /** Called where an Update finds nothing under its id, before another is made in its place. */
    default void vanished(ResourceEvent event) {}

    /**
     * Ours, and not wanted any more: removes it, or keeps it and says why. Only what can be in use by others is kept.
     *
     * @param occasion what tells an object that flows may have been built on from one that nobody has seen
     */
    default Parting part(ResourceEvent event, O observed, Occasion occasion) {
        remove(id(observed));
        return new Parting.Removed();
    }

    /** As much of the object as tells whose it is: for a Delete, which does not need the rest. */
    default Optional<O> glimpse(String id) {
        return observe(id);
    }

    /** An object that is not ours yet and that the properties say to take over; fails where it is not to be had. */
    default Optional<O> adopt(W wanted) {
        return Optional.empty();
    }

    /** What people should know of a Create or Update that was done: a sentence; empty for nothing. */
    default String warning(ResourceEvent event, String id) {
        return "";
    }

    /** What {@code Fn::GetAtt} gives. */
    Map<String, String> attributes(String id);
}
