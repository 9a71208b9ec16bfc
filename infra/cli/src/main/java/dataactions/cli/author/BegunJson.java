package dataactions.cli.author;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Makes JSON of the beginning of a long JSON text: what is begun and not ended is left out, or closed. */
final class BegunJson {
    private BegunJson() {}

    /** Empty if the text has no complete member or item. */
    static Optional<String> of(String text) {
        Deque<Character> open = new ArrayDeque<>();
        String closers = "";
        int complete = -1;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                open.push(c == '{' ? '}' : ']');
            } else if (c == '}' || c == ']') {
                if (open.isEmpty() || open.pop() != c) {
                    return Optional.empty();
                }
            } else if (c == ',' && !open.isEmpty()) {
                // What stands before a comma is complete.
                complete = i;
                StringBuilder all = new StringBuilder();
                open.forEach(all::append);
                closers = all.toString();
            }
        }
        return complete < 0 ? Optional.empty() : Optional.of(text.substring(0, complete) + closers);
    }
}
