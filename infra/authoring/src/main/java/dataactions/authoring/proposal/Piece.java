package dataactions.authoring.proposal;

/** A place of a call that has a value. */
public sealed interface Piece {
    /**
     * The same in each call.
     *
     * @param value a text, a number, a boolean, or null
     */
    record Fixed(Object value) implements Piece {}

    /** Given by the flow. */
    record FromInput(ProposedInput input) implements Piece {}
}
