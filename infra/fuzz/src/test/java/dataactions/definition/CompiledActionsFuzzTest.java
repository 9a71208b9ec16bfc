package dataactions.definition;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dataactions.definition.value.JsonException;
import dataactions.fuzz.Cases;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/** Whatever stands in {@code actions.json}: it is read, or refused in words. */
class CompiledActionsFuzzTest {

    @DictionaryFile(resourcePath = "/compiled.dict")
    @FuzzTest
    void bytes(byte[] json) throws IOException {
        Cases.count("CompiledActionsFuzzTest.bytes");
        CompiledActions actions;
        try {
            actions = CompiledActions.read(new ByteArrayInputStream(json));
        } catch (JsonException | IllegalArgumentException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("refused without a word", e);
            }
            return;
        }
        byte[] written = actions.write();
        CompiledActions again = CompiledActions.read(new ByteArrayInputStream(written));
        if (!again.all().equals(actions.all()) || !Arrays.equals(again.write(), written)) {
            throw new AssertionError("what was read is not what is written");
        }
    }
}
