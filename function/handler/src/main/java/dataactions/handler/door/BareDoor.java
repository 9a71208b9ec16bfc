package dataactions.handler.door;

import dataactions.definition.value.Json;
import java.util.Map;
import java.util.Optional;

/**
 * The door of AWS Lambda data actions and of checks. The event is the request itself, and IAM has authenticated the
 * caller. The caller treats every returned answer as success, so a fault is thrown.
 */
public final class BareDoor implements Door {
    /** The only key of the event of the schedule that keeps a SnapStart version awake. Its value is {@code true}. */
    private static final String KEEP_AWAKE = "keepAwake";

    private final Object event;

    BareDoor(Object event) {
        this.event = event;
    }

    @Override
    public String name() {
        return "bare";
    }

    /** The test takes no time for a call of an action: that event has more than one key. */
    @Override
    public boolean isKeepAwake() {
        return event instanceof Map<?, ?> root && root.size() == 1 && Boolean.TRUE.equals(root.get(KEEP_AWAKE));
    }

    @Override
    public Object request() {
        return event;
    }

    @Override
    public String header(String name) {
        return null;
    }

    @Override
    public Optional<Long> sentMillis() {
        return Optional.empty();
    }

    @Override
    public byte[] encode(Reply reply) {
        if (!reply.isExplained()) {
            return Json.write(reply.envelope().body());
        }
        Map<String, Object> explained = reply.envelope().envelope();
        explained.put("httpStatus", (long) reply.envelope().httpStatus());
        explained.putAll(reply.explanation());
        return Json.write(explained);
    }

    @Override
    public boolean isThrown(Reply reply) {
        if (reply.isTraced()) {
            return false; // Lambda's runtime logs exceptions, and a trace must not get into a log.
        }
        // A caller who asked for an explanation gets the status in the answer, so a flat answer of 4xx or 502 is
        // returned.
        return reply.isExplained()
                ? reply.envelope().isFault()
                : reply.envelope().takesFailurePath();
    }
}
