package dataactions.cli.author.create;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A name for a new upstream. */
final class UpstreamName {
    private static final Set<String> GENERIC = Set.of(
            "www",
            "api",
            "apis",
            "rest",
            "gateway",
            "gw",
            "dev",
            "test",
            "staging",
            "stage",
            "sandbox",
            "prod",
            "eu",
            "us",
            "public",
            "services",
            "service",
            "app",
            "backend");
    private static final Set<String> SECOND_LEVEL = Set.of("co", "com", "org", "gov", "ac", "net");

    private UpstreamName() {}

    /** A name for the upstream at a host: {@code api.github.com} becomes {@code github}. */
    static String ofHost(String host) {
        if (host.matches("[0-9.]+|\\[.*]|localhost")) {
            return "local";
        }
        List<String> labels =
                new ArrayList<>(List.of(host.toLowerCase(Locale.ROOT).split("\\.")));
        if (labels.size() > 1) {
            labels.remove(labels.size() - 1);
        }
        if (labels.size() > 1 && SECOND_LEVEL.contains(labels.get(labels.size() - 1))) {
            labels.remove(labels.size() - 1);
        }
        List<String> telling =
                labels.stream().filter(each -> !GENERIC.contains(each)).toList();
        String label = telling.isEmpty() ? labels.get(labels.size() - 1) : telling.get(telling.size() - 1);
        String name = label.replaceAll("[^a-z0-9-]", "").replaceAll("^[^a-z]+|-+$", "");
        return name.isEmpty() ? "api" : name;
    }

    /** The name, with a number if it is taken. */
    static String free(String name, Set<String> taken) {
        String free = name;
        for (int i = 2; taken.contains(free); i++) {
            free = name + i;
        }
        return free;
    }
}
