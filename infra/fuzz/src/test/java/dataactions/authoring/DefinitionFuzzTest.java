package dataactions.authoring;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dataactions.authoring.contract.Contract;
import dataactions.authoring.example.ExampleRunner;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.Example;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.ActionDefinition;
import dataactions.definition.CompiledActions;
import dataactions.definition.value.Json;
import dataactions.fuzz.Cases;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Whatever stands in a definition's file: a definition that holds together, or problems with their places. */
class DefinitionFuzzTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    /** Of processor time, for a file of some kilobytes; examples may take two seconds each. */
    private static final long MAX_READING = 5_000_000_000L;

    /** A definition with a hole at each place where an author writes something of his own. */
    private static final String[] SLOTS = {
        "name: @",
        "category: @",
        "description: @",
        "timeout: @",
        "secure: @",
        "answer: @",
        "input: @",
        "input: {id: @}",
        "input: {id: {type: @}}",
        "input: {id: {type: string, pattern: @}}",
        "input: {id: {type: string, default: @, enum: [@, b]}}",
        "input: {id: {type: number, minimum: @, maximum: 5}}",
        "request: @",
        "request: {upstream: @, path: /x}",
        "request: {upstream: u, path: @}",
        "request: {upstream: u, path: /x, query: {q: @}}",
        "request: {upstream: u, path: /x, headers: {@: @}}",
        "request: {upstream: u, method: POST, path: /x, body: @}",
        "request: {upstream: u, method: POST, path: /x, form: {f: @}}",
        "request: {upstream: u, method: POST, path: /x, text: @}",
        "request: {upstream: u, path: /x, timeout: @}",
        "request: {upstream: u, path: /x, retry: @}",
        "request: {upstream: u, path: /x, retry: {statuses: [@]}}",
        "request: {upstream: u, path: /x, retry: {attempts: @, backoff: @}}",
        "steps: @",
        "steps: {a: {request: {upstream: u, path: /a}, when: @}}",
        "steps: {a: {request: {upstream: u, path: /a}}, b: {request: {upstream: u, path: @, query: {q: @}}}}",
        "output: @",
        "output: {x: @}",
        "output: {x: {type: string, from: @}}",
        "output: {x: {type: array, from: @, items: @}}",
        "output: {x: {type: integer, default: @}}",
        "output: {x: {type: object, properties: @}}",
        "output: {x: {type: string, const: @}}",
        "output: {@: {type: string}}",
        "errors: @",
        "errors: {404: @}",
        "errors: {@: defaults}",
        "errors: {'@': {code: C, message: m}}",
        "examples: @",
        "examples: [{name: e, input: @, response: {body: @}, data: @}]",
        "examples: [{name: e, input: {id: 1}, response: {status: @, headers: @}, errorCode: @}]",
    };

    /** What YAML 1.1 takes for the end of a line. */
    private static final Pattern YAML_LINES = Pattern.compile("\\r\\n|[\\r\\n\\u0085\\u2028\\u2029]");

    @DictionaryFile(resourcePath = "/definition.dict")
    @FuzzTest
    void text(byte[] yaml) throws IOException {
        Cases.count("DefinitionFuzzTest.text");
        check(yaml);
    }

    @DictionaryFile(resourcePath = "/definition.dict")
    @FuzzTest
    void slots(FuzzedDataProvider data) throws IOException {
        Cases.count("DefinitionFuzzTest.slots");
        StringBuilder yaml = new StringBuilder();
        List<String> keys = new ArrayList<>();
        for (int i = data.consumeInt(1, 4); i > 0; i--) {
            String slot = data.pickValue(SLOTS);
            String key = slot.substring(0, slot.indexOf(':'));
            if (keys.contains(key)) {
                continue;
            }
            keys.add(key);
            for (String piece : slot.split("(?<=@)|(?=@)")) {
                yaml.append(piece.equals("@") ? content(data) : piece);
            }
            yaml.append('\n');
        }
        line(yaml, keys, "name", "name: A");
        line(yaml, keys, "input", "input: {id: {type: integer}}");
        if (!keys.contains("steps")) {
            line(yaml, keys, "request", "request: {upstream: u, path: \"/x/{id}\"}");
        }
        line(yaml, keys, "output", "output: {x: {type: string}}");
        check(yaml.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void line(StringBuilder yaml, List<String> keys, String key, String line) {
        if (!keys.contains(key)) {
            yaml.append(line).append('\n');
        }
    }

    private static String content(FuzzedDataProvider data) {
        String text = data.consumeString(data.consumeInt(0, 60));
        return switch (data.consumeInt(0, 2)) {
            case 0 -> text;
            case 1 -> "'" + text.replace("'", "''") + "'";
            default -> Json.writeString(text);
        };
    }

    private static void check(byte[] yaml) throws IOException {
        long before = THREADS.getCurrentThreadCpuTime();
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionFile file = DefinitionReader.read("a.yaml", yaml, problems);
        if (THREADS.getCurrentThreadCpuTime() - before > MAX_READING) {
            throw new AssertionError("reading takes too long");
        }
        long lines = YAML_LINES.split(new String(yaml, StandardCharsets.UTF_8), -1).length;
        if ((file == null) == problems.isEmpty()) {
            throw new AssertionError(file == null ? "neither a definition nor a problem" : "both: " + problems);
        }
        for (DefinitionProblem problem : problems) {
            String said = problem.toString();
            if (!problem.file().equals("a.yaml")
                    || problem.line() < 0
                    || problem.line() > lines + 1
                    || problem.message().isBlank()
                    || said.chars().anyMatch(Character::isISOControl)) {
                throw new AssertionError("not what a person should be told: " + problem);
            }
        }
        if (file != null) {
            holdsTogether(file);
        }
    }

    private static void holdsTogether(DefinitionFile file) throws IOException {
        ActionDefinition action = file.definition();
        CompiledActions compiled = CompiledActions.read(
                new ByteArrayInputStream(CompiledActions.of(List.of(action)).write()));
        if (!compiled.all().equals(List.of(action))) {
            throw new AssertionError("the function would have another definition");
        }
        Contract contract = Contract.of(action);
        for (String schema : List.of(contract.inputSchema(), contract.successSchema())) {
            Json.parse(schema.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
        }
        for (Example example : file.examples()) {
            ExampleRunner.run(action, example).differences();
        }
    }
}
