package dataactions.definition.run;

import dataactions.definition.Suggestion;
import dataactions.definition.expression.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Suggests a path of an upstream's answer for one that the answer does not have. */
public final class NearestPath {
    private static final int MAX_PATHS = 2_000;
    private static final int MAX_DEPTH = 8;

    private static final String MEMBER = "(?:[A-Za-z_][A-Za-z0-9_]*|`[^`]+`)";
    private static final String INDEXES = "(?:\\[-?\\d{1,9}])*";
    private static final Pattern PATH = Pattern.compile(MEMBER + INDEXES + "(?:\\." + MEMBER + INDEXES + ")*");
    private static final Pattern PART = Pattern.compile("(" + MEMBER + ")(" + INDEXES + ")");

    private NearestPath() {}

    /**
     * The nearest path that exists, in the form that a definition has. Null if none is near, or if the expression is
     * more than a path of members with or without indexes.
     */
    public static String of(Expression from, Object context) {
        if (!PATH.matcher(from.text()).matches() || !(context instanceof Map || context instanceof List)) {
            return null;
        }
        List<String> members = new ArrayList<>();
        // A suggestion keeps the index of each member.
        Map<String, String> indexes = new HashMap<>();
        Matcher parts = PART.matcher(from.text());
        while (parts.find()) {
            String member = parts.group(1).replace("`", "");
            members.add(member);
            indexes.put(letters(member), parts.group(2));
        }
        // Compares letters only, so that companyName and company_name count as equal to company.name.
        Map<String, String> byLetters = new LinkedHashMap<>();
        Map<String, String> byLastMember = new LinkedHashMap<>();
        for (List<String> path : paths(context)) {
            byLetters.putIfAbsent(letters(String.join("", path)), written(path, indexes));
            byLastMember.putIfAbsent(letters(path.get(path.size() - 1)), written(path, indexes));
        }
        String target = letters(String.join("", members));
        String near = byLetters.get(target);
        if (near == null) {
            near = byLastMember.get(letters(members.get(members.size() - 1)));
        }
        if (near == null) {
            near = Suggestion.nearest(target, byLetters.keySet())
                    .map(byLetters::get)
                    .orElse(null);
        }
        // The nearest path is the expression's own path: its index is beyond the end of the list. So there is no
        // suggestion.
        return from.text().equals(near) ? null : near;
    }

    private static List<List<String>> paths(Object context) {
        List<List<String>> paths = new ArrayList<>();
        collect(context, List.of(), paths);
        return paths;
    }

    private static void collect(Object value, List<String> path, List<List<String>> paths) {
        if (value instanceof List<?> list) {
            // Looks only at the first element of a list, because the elements usually have the same members.
            list.stream().filter(Objects::nonNull).findFirst().ifPresent(first -> collect(first, path, paths));
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

    private static String written(List<String> path, Map<String, String> indexes) {
        List<String> members = new ArrayList<>();
        for (String member : path) {
            String quoted = member.matches("[A-Za-z_][A-Za-z0-9_]*") ? member : "`" + member + "`";
            members.add(quoted + indexes.getOrDefault(letters(member), ""));
        }
        return String.join(".", members);
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
