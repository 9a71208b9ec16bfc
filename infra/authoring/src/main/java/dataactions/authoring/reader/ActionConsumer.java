package dataactions.authoring.reader;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What calls an action in Genesys Cloud. Each consumer has limits of its own. */
public enum ActionConsumer {
    /** A flow of Architect: Call Data Action. */
    ARCHITECT("architect"),
    /** A guide of AI Studio. */
    GUIDE("guide"),
    /** An agentic virtual agent, to which an action is a tool. */
    VIRTUAL_AGENT("virtualAgent");

    private final String word;

    ActionConsumer(String word) {
        this.word = word;
    }

    /** Its word in a definition. */
    public String word() {
        return word;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(ActionConsumer::word).toList();
    }

    static Optional<ActionConsumer> of(String word) {
        return Arrays.stream(values())
                .filter(consumer -> consumer.word.equals(word))
                .findFirst();
    }
}
