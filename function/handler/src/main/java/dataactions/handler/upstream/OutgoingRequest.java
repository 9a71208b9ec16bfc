package dataactions.handler.upstream;

import dataactions.definition.run.UpstreamRequest;
import dataactions.handler.http.RequestHead;
import dataactions.handler.upstream.UpstreamClient.Call;
import dataactions.handler.upstream.UpstreamCredentials.Applied;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** Builds the request of a call: the definition's, with the caller's headers and the credentials. */
final class OutgoingRequest {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String JSON = "application/json; charset=UTF-8";

    private OutgoingRequest() {}

    static ClassicHttpRequest of(Call call, Applied applied) {
        UpstreamRequest request = call.request();
        URI base = call.upstream().base();
        BasicClassicHttpRequest sent = new BasicClassicHttpRequest(request.method(), base);
        String prefix = base.getRawPath();
        // Concatenated as text: the path is encoded already, and URI would change "//" and "..".
        sent.setPath((prefix == null ? "" : prefix) + withKey(request.pathAndQuery(), applied));
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            sent.setHeader(header.getKey(), header.getValue());
        }
        for (Map.Entry<String, String> header : call.forwarded().entrySet()) {
            if (!sent.containsHeader(header.getKey()) && isPrintable(header.getValue())) {
                sent.setHeader(header.getKey(), header.getValue());
            }
        }
        if (applied.headerName() != null) {
            sent.setHeader(applied.headerName(), applied.header());
        }
        if (request.body() != null) {
            sent.setEntity(new ByteArrayEntity(request.body(), null));
            if (!sent.containsHeader(CONTENT_TYPE)) {
                sent.setHeader(CONTENT_TYPE, JSON);
            }
        }
        return RequestHead.complete(sent);
    }

    private static boolean isPrintable(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static String withKey(String target, Applied applied) {
        if (applied.parameterName() == null) {
            return target;
        }
        return target
                + (target.indexOf('?') < 0 ? '?' : '&')
                + percent(applied.parameterName())
                + '='
                + percent(applied.parameter());
    }

    private static String percent(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
