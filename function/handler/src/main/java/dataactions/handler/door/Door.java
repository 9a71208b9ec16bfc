package dataactions.handler.door;

import dataactions.definition.Allowance;
import dataactions.definition.Json;
import dataactions.definition.JsonException;
import dataactions.definition.MalformedRequestException;
import java.util.Map;
import java.util.Optional;

/** The way by which an event came: it decodes the event, and encodes the answer for whoever sent the event. */
public sealed interface Door permits UrlDoor, BareDoor {
    /** Lambda's own limit for an event is 6 MB. */
    Json.Limits EVENT = new Json.Limits(20 * 1024 * 1024, 60);

    /**
     * The door that an event came by.
     *
     * @param allowance the memory that the event's tree and the request's are taken from
     * @throws MalformedRequestException when the event is not JSON; {@link #guess} then tells the door
     */
    static Door of(byte[] event, Allowance allowance) {
        Object tree;
        try {
            tree = Json.parse(event, EVENT, allowance);
        } catch (JsonException e) {
            throw new MalformedRequestException("the event: " + e.getMessage());
        }
        return UrlDoor.sent(tree) ? new UrlDoor((Map<?, ?>) tree, allowance) : new BareDoor(tree);
    }

    /** The door of an event that could not be parsed, so that somebody can be told. Allocates next to nothing. */
    static Door guess(byte[] event) {
        return UrlDoor.mayHaveSent(event) ? new UrlDoor(Map.of(), null) : new BareDoor(null);
    }

    /** As the log calls it. */
    String name();

    /**
     * The caller's request as a JSON tree.
     *
     * @throws MalformedRequestException when there is none
     */
    Object request();

    /** The value of a header of the caller, whatever the case of its name; null when it is absent. */
    String header(String name);

    /** When Lambda got the event, in milliseconds since 1970; empty where the event does not say. */
    Optional<Long> sentMillis();

    /** The bytes that Lambda sends to the caller. */
    byte[] encode(Reply reply);

    /** Whether the function has to throw the encoded reply for the caller to take it as a failure. */
    boolean isThrown(Reply reply);
}
