package dataactions.infra.assembly;

import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.infra.environment.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A stack in a cloud assembly, read from its files. The CDK's own classes are deprecated, or each use costs a call into
 * Node.js.
 *
 * @param path the path of the stack's construct, such as {@code dev/DataActions}
 * @param template the template's file
 * @param messages the messages of constructs and aspects
 */
public record SynthesisedStack(String path, Path template, List<Message> messages) {
    private static final Json.Limits READABLE = new Json.Limits(64 * 1024 * 1024, 200);

    /**
     * A message about a construct.
     *
     * @param level the level in the manifest: {@code aws:cdk:error}, {@code aws:cdk:warning} or {@code aws:cdk:info}
     * @param path the path of the construct
     * @param text one line or more
     */
    public record Message(String level, String path, String text) {
        private static final List<String> LEVELS = List.of("aws:cdk:error", "aws:cdk:warning", "aws:cdk:info");

        public boolean isError() {
            return level.equals(LEVELS.get(0));
        }

        /** The lines that the CDK CLI prints for this message. */
        public String asTheCliPrintsIt() {
            String word = level.replaceFirst("^aws:cdk:", "");
            return "[" + Character.toUpperCase(word.charAt(0)) + word.substring(1) + " at /" + path + "] " + text;
        }

        /** One line. */
        @Override
        public String toString() {
            return path + ": " + text.strip().replaceAll("\\s*\\R\\s*", " ");
        }
    }

    /** All stacks of an assembly, including those of its stages. */
    public static List<SynthesisedStack> in(Path assembly) {
        List<SynthesisedStack> stacks = new ArrayList<>();
        object(read(assembly.resolve("manifest.json")).get("artifacts"))
                .values()
                .forEach(each -> {
                    Map<?, ?> artifact = object(each);
                    Map<?, ?> properties = object(artifact.get("properties"));
                    if ("cdk:cloud-assembly".equals(artifact.get("type"))) {
                        stacks.addAll(in(assembly.resolve((String) properties.get("directoryName"))));
                    } else if ("aws:cloudformation:stack".equals(artifact.get("type"))) {
                        stacks.add(stack(assembly, artifact, properties));
                    }
                });
        return stacks;
    }

    private static SynthesisedStack stack(Path assembly, Map<?, ?> artifact, Map<?, ?> properties) {
        List<Message> messages = new ArrayList<>(messages(object(artifact.get("metadata"))));
        if (artifact.get("additionalMetadataFile") instanceof String file) {
            messages.addAll(messages(read(assembly.resolve(file))));
        }
        // "dev/DataActions (dev-DataActions)": the construct's path, and the stack's name if it differs.
        String path = ((String) artifact.get("displayName")).replaceFirst(" \\(.*\\)$", "");
        return new SynthesisedStack(path, assembly.resolve((String) properties.get("templateFile")), messages);
    }

    private static List<Message> messages(Map<?, ?> metadata) {
        List<Message> messages = new ArrayList<>();
        metadata.forEach((path, entries) -> {
            for (Object entry : (List<?>) entries) {
                Map<?, ?> note = object(entry);
                if (Message.LEVELS.contains(note.get("type"))) {
                    messages.add(new Message(
                            (String) note.get("type"),
                            ((String) path).replaceFirst("^/", ""),
                            String.valueOf(note.get("data"))));
                }
            }
        });
        return messages;
    }

    private static Map<?, ?> object(Object tree) {
        return tree instanceof Map<?, ?> map ? map : Map.of();
    }

    /** Reads a file of the assembly. Each is one JSON object. */
    public static Map<?, ?> read(Path file) {
        try {
            return (Map<?, ?>) Json.parse(Files.readAllBytes(file), READABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        } catch (JsonException e) {
            throw new ConfigurationException(file + " is not what the CDK writes: " + e.getMessage());
        }
    }
}
