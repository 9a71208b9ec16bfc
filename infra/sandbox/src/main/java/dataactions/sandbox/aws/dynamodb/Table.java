package dataactions.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import dataactions.sandbox.aws.dynamodb.value.AttributeValues;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A table with its items. Thread-safe: each read and each write happens at one moment. */
final class Table {
    /** As long as a read without ConsistentRead returns the state before the last write. */
    static final Duration LAG = Duration.ofMillis(100);

    /** DynamoDB deletes an expired item within a few days. */
    private static final Duration DELETION_LAG = Duration.ofDays(2);

    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

    /** DynamoDB keeps an item whose time is further in the past: the attribute is probably no time at all. */
    private static final Duration MAX_AGE = Duration.ofDays(5 * 365);

    private final InstantSource clock;
    private TableDescription description;
    private final Map<KeySchema.Key, Stored> items = new LinkedHashMap<>();
    private Instant swept;

    /**
     * An item with its state before the last write.
     *
     * @param item null if it does not exist
     * @param before null if it did not exist
     */
    private record Stored(Map<String, AttributeValue> item, Map<String, AttributeValue> before, Instant written) {}

    /** The item before and after a write; empty if it does not exist. */
    record Write(Optional<Map<String, AttributeValue>> before, Map<String, AttributeValue> after) {}

    Table(TableDescription description, List<JsonNode> saved, InstantSource clock) {
        this.description = description;
        this.clock = clock;
        this.swept = clock.instant();
        for (JsonNode each : saved) {
            Map<String, AttributeValue> item = AttributeValues.read(each);
            items.put(description.schema().keyOf(item), new Stored(item, item, Instant.EPOCH));
        }
    }

    synchronized TableDescription description() {
        return description;
    }

    synchronized void describe(TableDescription changed) {
        description = changed;
    }

    synchronized List<JsonNode> saved() {
        List<JsonNode> saved = new ArrayList<>();
        items.values().forEach(each -> saved.add(AttributeValues.write(each.item())));
        return saved;
    }

    /**
     * Reads an item.
     *
     * @param isConsistent whether the read sees every write that has ended
     */
    synchronized Optional<Map<String, AttributeValue>> read(KeySchema.Key key, boolean isConsistent) {
        sweepSometimes();
        Stored stored = items.get(key);
        if (stored == null) {
            return Optional.empty();
        }
        boolean lags =
                !isConsistent && clock.instant().isBefore(stored.written().plus(LAG));
        return Optional.ofNullable(lags ? stored.before() : stored.item());
    }

    /**
     * Changes an item.
     *
     * @param change gets the item, or nothing if there is none, and returns the new one; what it throws changes nothing
     */
    synchronized Write write(
            KeySchema.Key key, Function<Optional<Map<String, AttributeValue>>, Map<String, AttributeValue>> change) {
        sweepSometimes();
        Optional<Map<String, AttributeValue>> before =
                Optional.ofNullable(items.get(key)).map(Stored::item);
        Map<String, AttributeValue> after = change.apply(before);
        items.put(key, new Stored(after, before.orElse(null), clock.instant()));
        return new Write(before, after);
    }

    private void sweepSometimes() {
        Instant now = clock.instant();
        if (now.isAfter(swept.plus(BETWEEN_SWEEPS))) {
            swept = now;
            sweep(now.minus(DELETION_LAG));
        }
    }

    /** Deletes the items that expired before this moment. */
    synchronized int sweep(Instant moment) {
        int sizeBefore = items.size();
        items.values().removeIf(each -> expired(each.item(), moment));
        return sizeBefore - items.size();
    }

    private boolean expired(Map<String, AttributeValue> item, Instant moment) {
        if (description.ttlAttribute().isEmpty()
                || !(item.get(description.ttlAttribute()) instanceof AttributeValue.N expires)) {
            return false;
        }
        BigDecimal age = BigDecimal.valueOf(moment.getEpochSecond()).subtract(expires.number());
        return age.signum() > 0 && age.compareTo(BigDecimal.valueOf(MAX_AGE.toSeconds())) < 0;
    }
}
