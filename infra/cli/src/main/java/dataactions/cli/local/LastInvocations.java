package dataactions.cli.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The last calls of the functions, from the lines that they wrote to their logs. */
final class LastInvocations {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST = 50;
    /** Enough for the last calls: a line is shorter than 2 kB. */
    private static final int TAIL = 256 * 1024;

    private record Line(long time, ObjectNode tree) {}

    private LastInvocations() {}

    /** The calls, the newest first; empty if there is no log. */
    static List<ObjectNode> in(Path logs) {
        List<Line> lines = new ArrayList<>();
        if (Files.isDirectory(logs)) {
            try (Stream<Path> files = Files.list(logs)) {
                files.filter(file -> file.toString().endsWith(".log")).forEach(file -> read(file, lines));
            } catch (IOException e) {
                // Logs are shown as far as they can be read.
                return List.of();
            }
        }
        return lines.stream()
                .sorted(Comparator.comparingLong(Line::time).reversed())
                .limit(MOST)
                .map(Line::tree)
                .toList();
    }

    private static void read(Path log, List<Line> lines) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(0, file.length() - TAIL);
            byte[] tail = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(tail);
            new String(tail, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("{"))
                    .forEach(line -> add(line, lines));
        } catch (IOException e) {
            // As above.
            return;
        }
    }

    private static void add(String text, List<Line> lines) {
        JsonNode line;
        try {
            line = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // The beginning of the tail may be half a line.
            return;
        }
        if (!line.has("action") || !line.has("httpStatus")) {
            return;
        }
        long millis = line.path("_aws").path("Timestamp").asLong();
        ObjectNode tree = JSON.createObjectNode();
        tree.put("time", millis == 0 ? null : Instant.ofEpochMilli(millis).toString())
                .put("action", line.path("action").asText())
                .put("status", line.path("httpStatus").asInt())
                .put("errorCode", line.path("errorCode").asText())
                .put("milliseconds", line.path("ms").asLong());
        ObjectNode shown = (ObjectNode) line;
        shown.remove("_aws");
        tree.set("line", shown);
        lines.add(new Line(millis, tree));
    }
}
