package dataactions.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a path that leads nowhere was probably meant to be, of those that an answer has. */
final class NearestPath {
    private static final int MAX_PATHS = 2_000;
    private static final int MAX_DEPTH = 8;

    private NearestPath() {}

    /**
     * The nearest existing path to a plain path of members, ready to be written into a definition; null where none is
     * near, or the expression is more than a path.
     */
    static String of(Expression from, Object context) {
        List<String> members = from.members();
        if (members.isEmpty() || !(context instanceof Map || context instanceof List)) {
            return null;
        }
        // By letters alone: companyName and company_name are as near to company.name as a path can be.
        Map<String, String> byLetters = new LinkedHashMap<>();
        Map<String, String> byLastMember = new LinkedHashMap<>();
        for (List<String> path : paths(context)) {
            byLetters.putIfAbsent(letters(String.join("", path)), written(path));
            byLastMember.putIfAbsent(letters(path.get(path.size() - 1)), written(path));
        }
        String wanted = letters(String.join("", members));
        String same = byLetters.get(wanted);
        if (same != null) {
            return same;
        }
        String last = byLastMember.get(letters(members.get(members.size() - 1)));
        if (last != null) {
            return last;
        }
        Optional<String> near = Suggestion.nearest(wanted, byLetters.keySet());
        return near.map(byLetters::get).orElse(null);
    }

    private static List<List<String>> paths(Object context) {
        List<List<String>> paths = new ArrayList<>();
        collect(context, List.of(), paths);
        return paths;
    }

    private static void collect(Object value, List<String> path, List<List<String>> paths) {
        if (value instanceof List<?> list) {
            if (!list.isEmpty()) {
                collect(list.get(0), path, paths);
            }
            return;
        }
        if (!(value instanceof Map<?, ?> map) || path.size() == MAX_DEPTH) {
            return;
        }
        map.forEach((key, child) -> {
            if (paths.size() < MAX_PATHS) {
                List<String> childPath = new ArrayList<>(path);
                childPath.add((String) key);
                if (child != null) {
                    paths.add(childPath);
                }
                collect(child, childPath, paths);
            }
        });
    }

    private static String written(List<String> path) {
        List<String> members = new ArrayList<>();
        for (String member : path) {
            members.add(member.matches("[A-Za-z_][A-Za-z0-9_]*") ? member : "`" + member + "`");
        }
        return String.join(".", members);
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
