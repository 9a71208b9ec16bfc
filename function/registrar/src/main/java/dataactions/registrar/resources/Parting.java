package dataactions.registrar.resources;

/** How a Delete ended. */
public sealed interface Parting {
    /** It is gone. */
    record Removed() implements Parting {}

    /**
     * It stays in Genesys, on purpose; CloudFormation is told that it is done with.
     *
     * @param why a sentence for a person: what, as which name, and why
     */
    record Kept(String why) implements Parting {}
}
