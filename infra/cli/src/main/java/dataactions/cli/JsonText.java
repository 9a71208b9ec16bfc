package dataactions.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.authoring.text.PlainText;

/** Text that a terminal shows for JSON, and for what an upstream sent. */
public final class JsonText {
    private static final ObjectWriter JSON = new JsonMapper()
            .writer(new DefaultPrettyPrinter()
                    .withSeparators(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator("")
                            .withArrayEmptySeparator(""))
                    .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE));

    private JsonText() {}

    /** The JSON, indented. */
    public static String pretty(JsonNode tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new CommandException("The answer cannot be shown: " + e.getOriginalMessage(), e);
        }
    }

    /** Replaces control characters, because an upstream's answer must not control the terminal. */
    public static String plain(String text) {
        return PlainText.lines(text);
    }

    /** For one output of an explanation: the path that was probably meant, or what was found instead. */
    public static String note(JsonNode field) {
        if (field.has("nearest")) {
            return "did you mean " + field.path("nearest").asText() + "?";
        }
        String found = field.path("found").asText("");
        return found.isEmpty() ? "" : "expected " + field.path("expected").asText() + ", found " + found;
    }
}
