package dataactions.infra.environment;

import dataactions.authoring.writer.FileReplacement;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The front door that each environment was last built with, in the committed file {@value #NAME}. Synthesis cannot ask
 * AWS what is deployed, so this file shows whether a front door changed. A removed environment keeps its entry, because
 * its stack may still exist.
 *
 * @param words {@code url} or {@code iam}, by environment
 */
public record FrontDoors(SortedMap<String, String> words) {
    public static final String NAME = "environments.lock.json";
    private static final String RUN = "./data-actions";

    private static final Json.Limits LIMITS = new Json.Limits(1024 * 1024, 20);
    private static final String KEY = "frontDoor";

    /**
     * Reads the file. If it does not exist, the record is empty.
     *
     * @throws ConfigurationException when the file is damaged
     */
    public static FrontDoors read(Path root) {
        Path file = root.resolve(NAME);
        SortedMap<String, String> words = new TreeMap<>();
        if (!Files.exists(file)) {
            return new FrontDoors(words);
        }
        try {
            if (!(Json.parse(Files.readAllBytes(file), LIMITS) instanceof Map<?, ?> tree)) {
                throw damaged("expected an object of environments");
            }
            tree.forEach((name, entry) -> {
                if (!(entry instanceof Map<?, ?> map) || !(map.get(KEY) instanceof String word)) {
                    throw damaged(name + "." + KEY + ": expected \"url\" or \"iam\"");
                }
                words.put(String.valueOf(name), word);
            });
            return new FrontDoors(words);
        } catch (JsonException e) {
            throw damaged(e.getMessage());
        } catch (IOException e) {
            throw damaged("cannot be read: check that it is a file you may read");
        }
    }

    private static ConfigurationException damaged(String what) {
        return new ConfigurationException(NAME + ": " + what
                + ". Without its entries a changed front door is not noticed: take the file of the branch that is"
                + " deployed, then run " + RUN + " contract record");
    }

    /** One line for each environment whose front door differs from the record. */
    public List<String> problems(Environments environments) {
        List<String> problems = new ArrayList<>();
        for (Environment environment : environments.all()) {
            String now = environment.frontDoor().word();
            String before = words.get(environment.name());
            if (before != null && !before.equals(now)) {
                problems.add(Environments.ROOT + "." + environment.name() + ".frontDoor: changes from \"" + before
                        + "\" to \"" + now + "\", which replaces the integration and every action in it: flows have to"
                        + " be pointed to the new ones. If that is meant: " + RUN + " live accept-front-door "
                        + environment.name());
            }
        }
        return problems;
    }

    /** This record plus the environments that it lacks. */
    public FrontDoors withNew(Environments environments) {
        SortedMap<String, String> more = new TreeMap<>(words);
        environments
                .all()
                .forEach(each -> more.putIfAbsent(each.name(), each.frontDoor().word()));
        return new FrontDoors(more);
    }

    public FrontDoors with(Environment environment) {
        SortedMap<String, String> changed = new TreeMap<>(words);
        changed.put(environment.name(), environment.frontDoor().word());
        return new FrontDoors(changed);
    }

    /** Writes the file atomically: it is committed, and a damaged one stops every build. */
    public void write(Path root) throws IOException {
        StringBuilder text = new StringBuilder("{");
        words.forEach((name, word) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put(KEY, word);
            text.append(text.length() == 1 ? "\n  " : ",\n  ")
                    .append(Json.writeString(name))
                    .append(": ")
                    .append(Json.writeString(entry));
        });
        text.append(text.length() == 1 ? "}\n" : "\n}\n");
        FileReplacement.write(root.resolve(NAME), text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
