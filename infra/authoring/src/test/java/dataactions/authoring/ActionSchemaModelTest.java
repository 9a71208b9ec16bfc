package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dataactions.authoring.reader.ActionConsumer;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.value.Json;
import dataactions.definition.value.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The editors' schema and the reader know the same keys and words. Each key has a description, and each example and
 * default of the schema is a value that the reader takes.
 */
class ActionSchemaModelTest {
    private static final String ONE_CALL = """
            {"name": "Host",
             "input": {"userId": {"type": "integer", "required": true},
                       "completed": {"type": "boolean"},
                       "subject": {"type": "string", "required": true},
                       "customerId": {"type": "string", "required": true},
                       "conversationId": {"type": "string", "required": true}},
             "async": {"limit": "10m"},
             "request": {"upstream": "crm", "method": "POST", "path": "/a", "retry": {"attempts": 2}},
             "output": {"v": {"type": "string"},
                        "l": {"type": "array", "items": {"type": "string"}}},
             "errors": {"404": {"code": "GONE", "message": "It is gone"}},
             "examples": [{"name": "one", "input": {}, "request": {"path": "/a"},
                           "response": {"body": {}}, "data": {}}]}
            """;
    private static final String STEPS = """
            {"name": "Host",
             "steps": {"customer": {"request": {"upstream": "crm", "path": "/a"}},
                       "orders": {"request": {"upstream": "crm", "path": "/b"}}},
             "output": {"v": {"type": "string", "from": "steps.orders.v"}}}
            """;

    /** A mapping of a definition: its place in the schema, and an instance of it in a definition. */
    private record Place(String pointer, String definition, Object... path) {}

    private static final List<Place> PLACES = List.of(
            new Place("", ONE_CALL),
            new Place("/properties/async", ONE_CALL, "async"),
            new Place("/properties/steps/additionalProperties", STEPS, "steps", "orders"),
            new Place("/definitions/input", ONE_CALL, "input", "subject"),
            new Place("/definitions/request", ONE_CALL, "request"),
            new Place("/definitions/request/properties/retry/else", ONE_CALL, "request", "retry"),
            new Place("/definitions/output", ONE_CALL, "output", "v"),
            new Place("/definitions/items", ONE_CALL, "output", "l", "items"),
            new Place("/definitions/errors/additionalProperties/else", ONE_CALL, "errors", "404"),
            new Place("/definitions/example", ONE_CALL, "examples", 0),
            new Place("/definitions/expectedRequest", ONE_CALL, "examples", 0, "request"),
            new Place("/definitions/response", ONE_CALL, "examples", 0, "response"));

    /** The reader takes items of items, to say that there are no arrays in arrays. The schema has no such key. */
    private static final Map<String, Set<String>> FOR_A_MESSAGE_ONLY = Map.of("/definitions/items", Set.of("items"));

    /** A key and those that exclude it. */
    private static final Map<String, List<String>> INSTEAD_OF = Map.of(
            "messageFrom", List.of("message"),
            "errorCode", List.of("data"),
            "steps", List.of("request", "errors", "examples", "async"),
            "required", List.of("default"),
            "default", List.of("required"));

    private static Map<String, Object> schema() throws IOException {
        return tree(Files.readString(Path.of("action.schema.json")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> tree(String json) {
        return (Map<String, Object>) copy(Json.parse(json.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT));
    }

    /** The parser's trees cannot be changed. */
    private static Object copy(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(String.valueOf(key), copy(value)));
            return copy;
        }
        if (tree instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(copy(item)));
            return copy;
        }
        return tree;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> at(Object tree, Object... path) {
        Object at = tree;
        for (Object step : path) {
            at = step instanceof Integer index ? ((List<?>) at).get(index) : ((Map<?, ?>) at).get(step);
        }
        return (Map<String, Object>) at;
    }

    /** Every mapping of the schema, by its pointer, without conditions: those repeat keys. */
    private static void each(String pointer, Object node, BiConsumer<String, Map<?, ?>> to) {
        if (node instanceof Map<?, ?> map) {
            to.accept(pointer, map);
            map.forEach((key, value) -> {
                if (!Set.of("if", "allOf", "examples", "default", "not").contains(key)
                        || pointer.endsWith("/properties")) {
                    each(pointer + "/" + key, value, to);
                }
            });
        }
    }

    /** The properties of every mapping that a person writes. */
    private static Map<String, Map<?, ?>> properties() throws IOException {
        Map<String, Map<?, ?>> found = new TreeMap<>();
        each("", schema(), (pointer, node) -> {
            if (Boolean.FALSE.equals(node.get("additionalProperties"))) {
                found.put(pointer, (Map<?, ?>) node.get("properties"));
            }
        });
        return found;
    }

    private static List<DefinitionProblem> problems(Object definition) {
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionReader.read("action.yaml", Json.writeString(definition).getBytes(StandardCharsets.UTF_8), problems);
        return problems;
    }

    @Test
    void every_mapping_of_the_schema_is_compared() throws IOException {
        assertThat(properties().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        PLACES.stream().map(Place::pointer).toList());
        assertThat(problems(tree(ONE_CALL))).isEmpty();
        assertThat(problems(tree(STEPS))).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> the_schema_has_the_keys_that_the_reader_takes() throws IOException {
        Map<String, Map<?, ?>> properties = properties();
        return PLACES.stream()
                .map(place -> DynamicTest.dynamicTest("at " + place.pointer(), () -> {
                    Map<String, Object> definition = tree(place.definition());
                    at(definition, place.path()).put("zzz", 1L);

                    Set<String> known = known(problems(definition), "zzz: unknown key. Known here: ");
                    known.removeAll(FOR_A_MESSAGE_ONLY.getOrDefault(place.pointer(), Set.of()));

                    assertThat(properties.get(place.pointer()).keySet())
                            .map(String::valueOf)
                            .containsExactlyInAnyOrderElementsOf(known);
                }));
    }

    /** The words of the only message that has them. */
    private static Set<String> known(List<DefinitionProblem> problems, String before) {
        List<String> texts = problems.stream()
                .map(problem -> problem.path().replaceFirst("^.*\\.", "") + ": " + problem.message())
                .filter(text -> text.contains(before))
                .toList();
        assertThat(texts).as("%s in %s", before, problems).hasSize(1);
        String list = texts.get(0).substring(texts.get(0).indexOf(before) + before.length());
        return new TreeSet<>(Arrays.asList(list.replaceFirst("\\.$", "").split(", ")));
    }

    @Test
    void every_property_has_a_description() throws IOException {
        List<String> without = new ArrayList<>();
        properties()
                .forEach((pointer, properties) -> properties.forEach((name, property) -> {
                    if (!(property instanceof Map<?, ?> schema)
                            || !(schema.get("description") instanceof String description)
                            || description.length() < 10
                            || !description.endsWith(".")) {
                        without.add(pointer + "/properties/" + name);
                    }
                }));

        assertThat(without).as("without a description of a sentence").isEmpty();
    }

    @Test
    void every_list_of_words_is_the_models() throws IOException {
        Map<String, Object> request = tree(ONE_CALL);
        at(request, "request").put("method", "zzz");
        Set<String> scalars = Arrays.stream(ValueType.values())
                .filter(ValueType::isScalar)
                .map(ValueType::word)
                .collect(Collectors.toSet());
        Set<String> inItems = new TreeSet<>(scalars);
        inItems.add(ValueType.OBJECT.word());
        Map<String, Set<String>> words = Map.of(
                "/properties/answer",
                Set.copyOf(
                        Arrays.stream(AnswerForm.values()).map(AnswerForm::word).toList()),
                "/properties/consumers/items",
                Set.copyOf(Arrays.stream(ActionConsumer.values())
                        .map(ActionConsumer::word)
                        .toList()),
                "/definitions/input/properties/type",
                scalars,
                "/definitions/request/properties/method",
                known(problems(request), "method: found \"zzz\". Expected one of "),
                "/definitions/output/properties/type",
                Set.copyOf(
                        Arrays.stream(ValueType.values()).map(ValueType::word).toList()),
                "/definitions/items/properties/type",
                inItems);
        Map<String, Set<String>> enums = new TreeMap<>();
        each("", schema(), (pointer, node) -> {
            if (node.get("enum") instanceof List<?> list) {
                enums.put(
                        pointer,
                        new TreeSet<>(list.stream().map(String::valueOf).toList()));
            }
        });

        assertThat(enums).containsExactlyInAnyOrderEntriesOf(words);
    }

    @TestFactory
    Stream<DynamicTest> an_example_or_default_of_the_schema_is_valid() throws IOException {
        Map<String, Map<?, ?>> properties = properties();
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(Files.readString(Path.of("action.schema.json")), InputFormat.JSON);
        List<DynamicTest> tests = new ArrayList<>();
        for (Place place : PLACES) {
            properties.get(place.pointer()).forEach((name, property) -> {
                List<Object> values = new ArrayList<>();
                if (((Map<?, ?>) property).get("examples") instanceof List<?> examples) {
                    values.addAll(examples);
                }
                if (((Map<?, ?>) property).containsKey("default")) {
                    values.add(((Map<?, ?>) property).get("default"));
                }
                values.forEach(value -> tests.add(DynamicTest.dynamicTest(
                        place.pointer() + " " + name + ": " + Json.writeString(value),
                        () -> isValid(schema, place, String.valueOf(name), value))));
            });
        }
        assertThat(tests).hasSizeGreaterThan(40);
        return tests.stream();
    }

    private static void isValid(Schema schema, Place place, String name, Object value) {
        Map<String, Object> definition = tree(place.definition());
        Map<String, Object> host = at(definition, place.path());
        INSTEAD_OF.getOrDefault(name, List.of()).forEach(host::remove);
        host.put(name, value);

        assertThat(problems(definition)).isEmpty();
        assertThat(schema.validate(Json.writeString(definition), InputFormat.JSON))
                .isEmpty();
    }
}
