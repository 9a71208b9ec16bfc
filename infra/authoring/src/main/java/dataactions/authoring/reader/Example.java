package dataactions.authoring.reader;

import dataactions.definition.template.UpstreamResponse;
import java.util.Map;
import java.util.Set;

/**
 * One test of a definition without a network: inputs, the upstreams' answers, and the expected answer of the action.
 *
 * @param name a sentence
 * @param line the line where it begins
 * @param path {@code examples[0]}
 * @param input the inputs that a flow would send
 * @param requests the expected requests to the upstreams, by step; a step without an entry is not checked
 * @param responses the upstreams' answers, by step; no entry for a step that makes no call
 * @param skipped the steps that must be skipped, or null if that is not checked
 * @param data the outputs expected of a success, or null
 * @param errorCode the code expected of an error, or null; either this or {@code data} is given; both if flat outputs
 *     report the error
 */
public record Example(
        String name,
        int line,
        String path,
        Map<String, Object> input,
        Map<String, ExpectedRequest> requests,
        Map<String, UpstreamResponse> responses,
        Set<String> skipped,
        Map<String, Object> data,
        String errorCode) {

    /**
     * The expected request.
     *
     * @param path path and query, or null
     * @param headers headers that the request must have
     * @param body the JSON body (of a form or text: its text), or null if the body is not checked
     */
    public record ExpectedRequest(String path, Map<String, Object> headers, Object body) {}
}
