package dataactions.authoring.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.JsonFile;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A member is added to the text of a JSON file, and every other character stays. */
class JsonInsertionTest {
    private static final Map<String, Object> VALUE = Map.of("url", "https://a");

    private static String inserted(String text) {
        return inserted(text, VALUE);
    }

    private static String inserted(String text, Map<String, Object> value) {
        String after = JsonInsertion.of(text)
                .orElseThrow()
                .with(List.of("dev", "upstreams"), "crm", value)
                .orElseThrow();
        assertThat(removed(after)).isEqualTo(parsed(text));
        return after;
    }

    private static Object parsed(String text) {
        Map<?, ?> tree = (Map<?, ?>) JsonFile.parse(text.getBytes(StandardCharsets.UTF_8));
        ((Map<?, ?>) tree.get("dev")).remove("upstreams", Map.of());
        return tree;
    }

    /** The tree without the new member. */
    private static Object removed(String text) {
        Map<?, ?> tree = (Map<?, ?>) JsonFile.parse(text.getBytes(StandardCharsets.UTF_8));
        Map<?, ?> dev = (Map<?, ?>) tree.get("dev");
        assertThat(((Map<?, ?>) dev.get("upstreams")).remove("crm")).isNotNull();
        dev.remove("upstreams", Map.of());
        return tree;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // two blanks, four blanks, tabs
                "{N  'dev': {N    'upstreams': {N      'a': {'url': 'x'}N    }N  }N} | {N  'dev': {N    'upstreams': {N      'a': {'url': 'x'},N      'crm': {'url': 'https://a'}N    }N  }N}",
                "{N    'dev': {N        'upstreams': {N            'a': {'url': 'x'}N        }N    }N} | {N    'dev': {N        'upstreams': {N            'a': {'url': 'x'},N            'crm': {'url': 'https://a'}N        }N    }N}",
                "{NT'dev': {NTT'upstreams': {NTTT'a': {'url': 'x'}NTT}NT}N} | {NT'dev': {NTT'upstreams': {NTTT'a': {'url': 'x'},NTTT'crm': {'url': 'https://a'}NTT}NT}N}",
                // a neighbour of several lines
                "{N  'dev': {N    'upstreams': {N      'a': {N        'url': 'x'N      }N    }N  }N} | {N  'dev': {N    'upstreams': {N      'a': {N        'url': 'x'N      },N      'crm': {N        'url': 'https://a'N      }N    }N  }N}",
                // one line, compact
                "{N  'dev': {'upstreams': {'a': {'url': 'x'}}}N} | {N  'dev': {'upstreams': {'a': {'url': 'x'}, 'crm': {'url': 'https://a'}}}N}",
                "{'dev':{'upstreams':{'a':{'url':'x'}}}} | {'dev':{'upstreams':{'a':{'url':'x'},'crm':{'url':'https://a'}}}}",
                "{'dev':{'upstreams':{}}} | {'dev':{'upstreams':{'crm':{'url':'https://a'}}}}",
                "{'dev':{'upstreams':{}}}N | {'dev':{'upstreams':{'crm':{'url':'https://a'}}}}N",
                "{'dev':{'a':1}}N | {'dev':{'a':1,'upstreams':{'crm':{'url':'https://a'}}}}N",
                "{'dev':{'a':1}} | {'dev':{'a':1,'upstreams':{'crm':{'url':'https://a'}}}}",
                "{'dev': {'a': 1, 'upstreams': {'b': 2}}, 'c': 3} | {'dev': {'a': 1, 'upstreams': {'b': 2, 'crm': {'url': 'https://a'}}}, 'c': 3}",
                // empty, absent
                "{N  'dev': {N    'upstreams': {}N  }N} | {N  'dev': {N    'upstreams': {N      'crm': {'url': 'https://a'}N    }N  }N}",
                "{N  'dev': {N    'genesys': {'a': 1}N  }N} | {N  'dev': {N    'genesys': {'a': 1},N    'upstreams': {N      'crm': {'url': 'https://a'}N    }N  }N}",
                // comment keys, brackets and escapes in texts
                "{N  'dev': {N    'upstreams': {N      '//': 'a } comment',N      'a': {'url': 'x'},N      '// b': '{'N    }N  }N} | {N  'dev': {N    'upstreams': {N      '//': 'a } comment',N      'a': {'url': 'x'},N      '// b': '{',N      'crm': {'url': 'https://a'}N    }N  }N}",
                // Windows
                "{RN  'dev': {RN    'upstreams': {RN      'a': {'url': 'x'}RN    }RN  }RN} | {RN  'dev': {RN    'upstreams': {RN      'a': {'url': 'x'},RN      'crm': {'url': 'https://a'}RN    }RN  }RN}",
            })
    void a_member_is_written_like_its_neighbours(String before, String after) {
        assertThat(inserted(lines(before))).isEqualTo(lines(after));
    }

    private static String lines(String text) {
        return text.replace('\'', '"').replace("R", "\r").replace("N", "\n").replace("T", "\t");
    }

    @Test
    void a_long_value_is_written_line_by_line() {
        Map<String, Object> auth = new LinkedHashMap<>();
        auth.put("type", "oauth2");
        auth.put("tokenUrl", "https://login.example.com/oauth2/token");
        auth.put("scope", "read:everything write:everything");
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("url", "https://a.example.com");
        value.put("auth", auth);

        assertThat(inserted(lines("{N  'dev': {N    'upstreams': {N      'a': {'url': 'x'}N    }N  }N}"), value))
                .isEqualTo(lines("{N  'dev': {N    'upstreams': {N      'a': {'url': 'x'},N      'crm': {N"
                        + "        'url': 'https://a.example.com',N        'auth': {N          'type': 'oauth2',N"
                        + "          'tokenUrl': 'https://login.example.com/oauth2/token',N"
                        + "          'scope': 'read:everything write:everything'N        }N      }N    }N  }N}"));
    }

    @Test
    void what_is_there_or_is_no_object_is_not_changed() {
        assertThat(JsonInsertion.of("[1]")).isEmpty();
        assertThat(JsonInsertion.of("{\"a\"")).isEmpty();
        JsonInsertion insertion = JsonInsertion.of("{\"dev\": {\"upstreams\": {\"crm\": 1}, \"a\": 1}}")
                .orElseThrow();
        assertThat(insertion.with(List.of("dev", "upstreams"), "crm", VALUE)).isEmpty();
        assertThat(insertion.with(List.of("dev", "a"), "crm", VALUE)).isEmpty();
        assertThat(insertion.with(List.of("test", "upstreams"), "crm", VALUE)).isEmpty();
    }

    @Test
    void a_difference_shows_each_place_with_its_neighbours() {
        String before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n";

        assertThat(LineDiff.unified(
                        "x", before, before.replace("b\n", "B,\nnew\n").replace("i\n", "i\nnew\n")))
                .containsExactly(
                        "--- x",
                        "+++ x",
                        "@@ -1,4 +1,5 @@",
                        " a",
                        "-b",
                        "+B,",
                        "+new",
                        " c",
                        " d",
                        "@@ -8,4 +9,5 @@",
                        " h",
                        " i",
                        "+new",
                        " j",
                        " ");
        assertThat(LineDiff.unified("x", before, before)).isEmpty();
    }
}
