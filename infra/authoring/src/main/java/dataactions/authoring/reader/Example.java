package dataactions.authoring.reader;

import dataactions.definition.template.UpstreamResponse;
import java.util.Map;
import java.util.Set;

/**
 * One hermetic test of a definition: these inputs, this answer of the upstream, that answer of ours.
 *
 * @param name a sentence
 * @param line where it begins
 * @param path {@code examples[0]}
 * @param input what a flow would send
 * @param requests what must be sent to the upstreams, by step; a step that is not there is not checked
 * @param responses what the upstreams answer, by step; none of one that is never asked
 * @param skipped the steps that must be skipped, or null when that is not checked
 * @param data the outputs expected of a success, or null
 * @param errorCode the code expected of an error, or null; one of the two is given, both where flat outputs tell of it
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
     * What must be sent.
     *
     * @param path path and query, or null
     * @param headers that must be among those sent
     * @param body the JSON body (of a form or text: its text), or null when that is not checked
     */
    public record ExpectedRequest(String path, Map<String, Object> headers, Object body) {}
}
