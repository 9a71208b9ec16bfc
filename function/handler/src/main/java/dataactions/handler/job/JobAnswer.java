package dataactions.handler.job;

import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.value.Json;
import dataactions.definition.value.Tree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a job, as the table holds it.
 *
 * @param explanation how the result was made; null if the caller did not ask
 */
record JobAnswer(Envelope envelope, Map<String, Object> explanation) {
    private static final Json.Limits LIMITS = new Json.Limits(20 * 1024 * 1024, 200);

    /** The bytes for the table; empty if they are more than an item holds. */
    Optional<byte[]> write() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("httpStatus", (long) envelope.httpStatus());
        tree.put("form", envelope.form().word());
        tree.put("envelope", envelope.envelope());
        Tree.put(tree, "explanation", explanation);
        return Compressed.of(Json.write(tree));
    }

    /** @throws IllegalArgumentException when the bytes are not an answer */
    static JobAnswer read(byte[] bytes) {
        Tree tree = Tree.of(Json.parse(Compressed.expand(bytes), LIMITS), "answer");
        Tree envelope = tree.tree("envelope");
        return new JobAnswer(
                new Envelope(
                        tree.smallInteger("httpStatus"),
                        AnswerForm.of(tree.string("form")).orElse(AnswerForm.ENVELOPE),
                        envelope.string("status"),
                        envelope.tree("data").members(),
                        envelope.optionalString("error"),
                        envelope.optionalString("errorCode"),
                        envelope.optionalString("requestId")),
                tree.get("explanation") == null
                        ? null
                        : tree.tree("explanation").members());
    }
}
