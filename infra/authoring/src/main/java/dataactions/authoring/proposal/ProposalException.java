package dataactions.authoring.proposal;

/** Why no definition can be proposed. The message is for a person; it has no credential and no value of the source. */
public class ProposalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProposalException(String message) {
        super(message);
    }
}
