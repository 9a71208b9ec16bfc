package dataactions.handler;

import java.util.function.Consumer;

/** Where Lambda reads the log. A class, because a method reference makes a first call slower. */
final class StandardOutput implements Consumer<String> {
    @Override
    public void accept(String line) {
        System.out.println(line);
    }
}
