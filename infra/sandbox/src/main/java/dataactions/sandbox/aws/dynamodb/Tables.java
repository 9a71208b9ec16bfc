package dataactions.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of one account. Thread-safe. */
public final class Tables {
    /**
     * A table, as it is saved between commands.
     *
     * @param items in the JSON of requests, so that each value keeps its type
     */
    public record Content(TableDescription description, List<JsonNode> items) {}

    private final InstantSource clock;
    private final Map<String, Table> tables = new LinkedHashMap<>();

    /** @param clock decides when an item is expired, and how long a read may miss a write */
    public Tables(Map<String, Content> content, InstantSource clock) {
        this.clock = clock;
        content.forEach((name, each) -> tables.put(name, new Table(each.description(), each.items(), clock)));
    }

    public synchronized Map<String, Content> content() {
        Map<String, Content> content = new LinkedHashMap<>();
        tables.forEach((name, table) -> content.put(name, new Content(table.description(), table.saved())));
        return content;
    }

    public synchronized Optional<TableDescription> find(String name) {
        return Optional.ofNullable(tables.get(name)).map(Table::description);
    }

    /** Adds an empty table. */
    public synchronized void create(TableDescription description) {
        tables.put(description.name(), new Table(description, List.of(), clock));
    }

    /** Changes a table's description and keeps its items; false if there is no such table. */
    public synchronized boolean update(TableDescription description) {
        Optional<Table> table = Optional.ofNullable(tables.get(description.name()));
        table.ifPresent(found -> found.describe(description));
        return table.isPresent();
    }

    /** Deletes a table with its items. */
    public synchronized void delete(String name) {
        tables.remove(name);
    }

    /** A table by its name or ARN. */
    synchronized Optional<Table> table(String nameOrArn) {
        return tables.values().stream()
                .filter(each -> each.description().name().equals(nameOrArn)
                        || each.description().arn().equals(nameOrArn))
                .findFirst();
    }

    /**
     * Deletes the items that are expired now, for tests. DynamoDB does it days later, and so does the sandbox.
     *
     * @return how many items it deleted
     */
    public int sweep() {
        List<Table> all;
        synchronized (this) {
            all = List.copyOf(tables.values());
        }
        Instant now = clock.instant();
        return all.stream().mapToInt(table -> table.sweep(now)).sum();
    }
}
