package dataactions.handler.door;

import dataactions.definition.envelope.MalformedRequestException;
import dataactions.definition.value.Allowance;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.util.Map;
import java.util.Optional;

/** How an event reached the function. A door decodes the event, and encodes the answer for the sender. */
public sealed interface Door permits UrlDoor, BareDoor {
    /** Lambda's own limit for an event is 6 MB. */
    Json.Limits EVENT = new Json.Limits(20 * 1024 * 1024, 60);

    /**
     * The door through which an event came.
     *
     * @param allowance the memory that is left for JSON trees in this invocation
     * @throws MalformedRequestException when the event is not JSON; then use {@link #guess}
     */
    static Door of(byte[] event, Allowance allowance) {
        Object tree;
        try {
            tree = Json.parse(event, EVENT, allowance);
        } catch (JsonException e) {
            throw new MalformedRequestException("the event: " + e.getMessage());
        }
        return UrlDoor.isHttpEvent(tree) ? new UrlDoor((Map<?, ?>) tree, allowance) : new BareDoor(tree);
    }

    /** The door of an event that could not be parsed, so that the error can be answered. Allocates almost no memory. */
    static Door guess(byte[] event) {
        return UrlDoor.mayHaveSent(event) ? new UrlDoor(Map.of(), null) : new BareDoor(null);
    }

    /** The door's name in the log. */
    String name();

    /** Whether the schedule of {@code function.keepAwake} sent the event, and not a caller of an action. */
    boolean isKeepAwake();

    /**
     * The caller's request as a JSON tree.
     *
     * @throws MalformedRequestException when the event contains no request
     */
    Object request();

    /** The value of one of the caller's headers, in any case of its name; null if it is absent. */
    String header(String name);

    /** When Lambda got the event, in milliseconds since 1970; empty if the event does not contain it. */
    Optional<Long> sentMillis();

    /** The bytes that Lambda sends to the caller. */
    byte[] encode(Reply reply);

    /** Whether the function has to throw the encoded reply, so that the caller treats it as a failure. */
    boolean isThrown(Reply reply);
}
