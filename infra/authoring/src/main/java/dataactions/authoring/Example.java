package dataactions.authoring;

import dataactions.definition.UpstreamResponse;
import java.util.Map;

/**
 * One hermetic test of a definition: these inputs, this answer of the upstream, that answer of ours.
 *
 * @param name a sentence
 * @param line where it begins
 * @param path {@code examples[0]}
 * @param input what a flow would send
 * @param request what must be sent to the upstream, or null when that is not checked
 * @param response what the upstream answers, or null when it is never asked
 * @param data the outputs expected of a success, or null
 * @param errorCode the code expected of an error, or null; exactly one of the two is given
 */
record Example(
        String name,
        int line,
        String path,
        Map<String, Object> input,
        ExpectedRequest request,
        UpstreamResponse response,
        Map<String, Object> data,
        String errorCode) {

    /**
     * What must be sent.
     *
     * @param path path and query, or null
     * @param headers that must be among those sent
     * @param body the JSON body, or null when that is not checked
     */
    record ExpectedRequest(String path, Map<String, Object> headers, Object body) {}
}
