package dataactions.handler;

import com.amazonaws.services.lambda.runtime.Context;
import dataactions.definition.CompiledActions;
import dataactions.definition.value.Json;
import dataactions.testkit.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The tutorial's action and a few more, in the compiled form that the function reads. */
final class Fixtures {
    static final String FETCH_USER = """
            {"name":"FetchUser","contract":1,"newest":true,"timeoutMillis":10000,
             "inputs":{"userId":{"type":"integer","required":true,"minimum":1}},
             "request":{"upstream":"users","method":"GET","path":"/users/{userId}"},
             "outputs":{
               "name":{"type":"string","from":"name","default":"Unknown"},
               "email":{"type":"string","from":"email","default":"unknown@example.com"},
               "companyName":{"type":"string","from":"company.name","default":"Unknown Corp"},
               "website":{"type":"string","from":"website","default":""},
               "isValidUser":{"type":"boolean","const":true}}}""";

    /** An older contract of another action, with a declared error, a required output and a header. */
    static final String FIND_ORDER = """
            {"name":"FindOrder","contract":2,"newest":false,"timeoutMillis":2000,
             "inputs":{"orderId":{"type":"string"}},
             "request":{"upstream":"orders","method":"POST","path":"/orders",
               "headers":{"X-Request-Id":"{requestId}"},"body":{"id":"{orderId}"}},
             "outputs":{"total":{"type":"number","from":"total","required":true}},
             "errors":{"404":{"code":"ORDER_NOT_FOUND","message":"No such order"}}}""";

    private Fixtures() {}

    static String compiled(String... actions) {
        return "{\"formatVersion\":1,\"actions\":[" + String.join(",", actions) + "]}";
    }

    static CompiledActions actions() throws IOException {
        return CompiledActions.read(new ByteArrayInputStream(utf8(compiled(FETCH_USER, FIND_ORDER))));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(byte[] json) {
        return (Map<String, Object>) Json.parse(json, Json.Limits.DEFAULT);
    }

    /** An invocation with {@code millis} left, as the runtime interface client describes it. */
    static Context context(int millis) {
        return LambdaContext.withMillisLeft(millis);
    }
}
