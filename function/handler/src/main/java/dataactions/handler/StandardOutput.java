package dataactions.handler;

import java.util.function.Consumer;

/** Where Lambda reads the log. A class, no lambda: see "First calls" in CONTRIBUTING. */
final class StandardOutput implements Consumer<String> {
    @Override
    public void accept(String line) {
        System.out.println(line);
    }
}
