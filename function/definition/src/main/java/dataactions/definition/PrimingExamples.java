package dataactions.definition;

import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.definition.value.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Examples of the definitions, in a file {@value #FILE_NAME} of the function's asset: {@code {"examples":[…]}}. The
 * function runs them before a snapshot. Examples of secure actions are not included.
 */
public final class PrimingExamples {
    /** The resource's name at the root of the class path. */
    public static final String FILE_NAME = "priming.json";

    private static final Json.Limits LIMITS = new Json.Limits(50 * 1024 * 1024, 200);

    private PrimingExamples() {}

    /**
     * One call.
     *
     * @param action the action's name
     * @param contract its number
     * @param data the inputs
     * @param responses the upstreams' answers by the steps' names; {@link Step#ONLY} if there is a single call
     */
    public record PrimingExample(
            String action, int contract, Map<String, Object> data, Map<String, UpstreamResponse> responses) {}

    /** The same bytes for the same examples. */
    public static byte[] write(List<PrimingExample> examples) {
        List<Object> trees = new ArrayList<>();
        for (PrimingExample example : examples) {
            Map<String, Object> responses = new LinkedHashMap<>();
            example.responses().forEach((step, response) -> {
                Map<String, Object> tree = new LinkedHashMap<>();
                tree.put("status", (long) response.status());
                tree.put("headers", response.headers());
                Tree.put(tree, "body", response.body());
                responses.put(step, tree);
            });
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("action", example.action());
            tree.put("contract", (long) example.contract());
            tree.put("data", example.data());
            tree.put("responses", responses);
            trees.add(tree);
        }
        return Json.write(Map.of("examples", trees));
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws IllegalArgumentException naming the place, when the file is invalid
     * @throws JsonException when the file is not JSON
     */
    public static List<PrimingExample> read(InputStream in) throws IOException {
        Tree root = Tree.of(Json.parse(in, LIMITS), FILE_NAME);
        List<PrimingExample> examples = new ArrayList<>();
        List<?> trees = root.optionalList("examples");
        for (Object value : trees == null ? List.of() : trees) {
            Tree tree = Tree.of(value, FILE_NAME + ".examples[]");
            Map<String, UpstreamResponse> responses = new LinkedHashMap<>();
            Tree responseTrees = tree.tree("responses");
            for (String step : responseTrees.members().keySet()) {
                Tree response = responseTrees.tree(step);
                Map<String, String> headers = new LinkedHashMap<>();
                Tree headerTree = response.optionalTree("headers");
                for (String header : headerTree.members().keySet()) {
                    headers.put(header, headerTree.string(header));
                }
                responses.put(
                        step, new UpstreamResponse(response.smallInteger("status"), headers, response.get("body")));
            }
            examples.add(new PrimingExample(
                    tree.string("action"),
                    tree.smallInteger("contract"),
                    tree.tree("data").members(),
                    responses));
        }
        return examples;
    }
}
