package dataactions.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** How many cases a target has run, and for the extended run the table of all. */
public final class Cases {
    private static final Map<String, AtomicLong> COUNTS = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Cases::write, "cases"));
    }

    private Cases() {}

    /** One case more. */
    public static void count(String target) {
        COUNTS.computeIfAbsent(target, name -> new AtomicLong()).incrementAndGet();
    }

    private static void write() {
        String folder = System.getProperty("fuzz.counts");
        if (folder == null) {
            return;
        }
        COUNTS.forEach((target, count) -> {
            try {
                Files.writeString(Files.createDirectories(Path.of(folder)).resolve(target), count.toString());
            } catch (IOException e) {
                throw new UncheckedIOException("the count of " + target + " cannot be kept", e);
            }
        });
    }

    /** Prints what the targets of an extended run have left in a folder. */
    public static void main(String[] args) throws IOException {
        long all = 0;
        try (Stream<Path> files = Files.list(Path.of(args[0]))) {
            for (Path file : files.sorted().toList()) {
                long count = Long.parseLong(Files.readString(file));
                all += count;
                System.out.printf("%,14d cases  %s%n", count, file.getFileName());
            }
        }
        System.out.printf("%,14d cases in all%n", all);
    }
}
