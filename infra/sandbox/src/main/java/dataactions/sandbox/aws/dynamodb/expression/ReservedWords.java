package dataactions.sandbox.aws.dynamodb.expression;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Words that an expression may not use as a name. Source: DynamoDB developer guide, "Reserved words in DynamoDB". */
final class ReservedWords {
    private static final Set<String> ALL = read();

    private ReservedWords() {}

    static boolean contain(String name) {
        return ALL.contains(name.toUpperCase(Locale.ROOT));
    }

    private static Set<String> read() {
        try (InputStream in = ReservedWords.class.getResourceAsStream("reserved-words.txt")) {
            return Set.of(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException("The list of reserved words cannot be read.", e);
        }
    }
}
