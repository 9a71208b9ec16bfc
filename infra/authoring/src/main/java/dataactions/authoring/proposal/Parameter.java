package dataactions.authoring.proposal;

/**
 * A query parameter, a header, or a field of a form.
 *
 * @param name as the API spells it
 */
public record Parameter(String name, Piece value) {
    public static Parameter fixed(String name, String value) {
        return new Parameter(name, new Piece.Fixed(value));
    }

    public static Parameter fromInput(String name, ProposedInput input) {
        return new Parameter(name, new Piece.FromInput(input));
    }
}
