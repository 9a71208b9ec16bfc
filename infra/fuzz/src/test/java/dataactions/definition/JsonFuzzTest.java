package dataactions.definition;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.fuzz.Cases;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Our JSON is Jackson's: the same texts are read, to the same values, and what we write reads back. */
class JsonFuzzTest {
    private static final Json.Limits LIMITS = new Json.Limits(1_000_000, 900);
    private static final ObjectMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static {
        JACKSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNumberLength(1000)
                        .maxNestingDepth(1000)
                        .build());
    }

    @FuzzTest
    void bytes(byte[] text) throws IOException {
        Cases.count("JsonFuzzTest.bytes");
        if (!isUtf8(text)) {
            return; // Jackson reads some bytes that are no characters
        }
        Object ours = null;
        JsonException refusal = null;
        try {
            ours = Json.parse(text, LIMITS);
        } catch (JsonException e) {
            refusal = e;
        }
        Object theirs = null;
        Exception theirRefusal = null;
        try {
            theirs = withLongs(JACKSON.readValue(text, Object.class));
        } catch (IOException | NumberFormatException e) {
            theirRefusal = e;
        }
        boolean isOurLimit = refusal != null
                && (refusal.kind() == JsonException.Kind.TOO_LARGE || refusal.kind() == JsonException.Kind.TOO_DEEP);
        if (isOurLimit) {
            return;
        }
        if (refusal == null != (theirRefusal == null)) {
            throw new AssertionError("we: " + refusal + ", Jackson: " + theirRefusal);
        }
        if (refusal == null) {
            byte[] written = Json.write(ours);
            if (!Objects.equals(ours, theirs) || !Arrays.equals(written, Json.write(Json.parse(written, LIMITS)))) {
                throw new AssertionError("we read another value than Jackson, or do not read what we wrote");
            }
        }
    }

    /** Jackson reads a small integer as an {@link Integer}. */
    private static Object withLongs(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> changed = new LinkedHashMap<>();
            map.forEach((key, each) -> changed.put(key, withLongs(each)));
            return changed;
        }
        if (value instanceof List<?> list) {
            List<Object> changed = new ArrayList<>();
            list.forEach(each -> changed.add(withLongs(each)));
            return changed;
        }
        return value instanceof Integer integer ? (Object) integer.longValue() : value;
    }

    private static boolean isUtf8(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
