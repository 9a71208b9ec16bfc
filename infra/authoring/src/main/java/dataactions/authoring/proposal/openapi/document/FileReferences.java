package dataactions.authoring.proposal.openapi.document;

import dataactions.authoring.proposal.ProposalException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows {@code $ref}: into the same file, and into files in the folder of the first file and below it. No reference
 * reads anything from the network, or a file elsewhere.
 */
public final class FileReferences {
    /** How many references the pointer of one reference may lead through. */
    private static final int MAX_HOPS = 50;

    private final Path folder;
    private final Map<Path, Object> files = new HashMap<>();

    private FileReferences(Path folder) {
        this.folder = folder;
    }

    /** The first file as a whole. */
    public static Place open(Path file) {
        return new Place(file.toAbsolutePath().normalize(), "", TreeReader.read(name(file), bytes(file)));
    }

    /** The references of a first file. */
    public static FileReferences of(Place root) {
        FileReferences references = new FileReferences(root.file().getParent());
        references.files.put(root.file(), root.value());
        return references;
    }

    /**
     * The value itself, or what its {@code $ref} leads to.
     *
     * @throws ProposalException if the reference leads nowhere, to itself, or to a place that is not read
     */
    public Place follow(Place place) {
        Set<String> seen = new LinkedHashSet<>();
        Place at = place;
        while (at.text("$ref").isPresent()) {
            if (!seen.add(at.key())) {
                throw new ProposalException(place + ": the $ref leads back to itself: "
                        + at.text("$ref").get() + ". Point it to a value.");
            }
            at = target(at, at.text("$ref").get(), 0);
        }
        return at;
    }

    private Place target(Place from, String reference, int hops) {
        if (hops > MAX_HOPS) {
            throw new ProposalException(
                    from + ": the $ref \"" + reference + "\" leads through itself. Point it to a value.");
        }
        int hash = reference.indexOf('#');
        String other = hash < 0 ? reference : reference.substring(0, hash);
        String pointer = hash < 0 ? "" : decoded(reference.substring(hash + 1));
        Path file = other.isEmpty() ? from.file() : file(from, reference, other);
        if (!pointer.isEmpty() && !pointer.startsWith("/")) {
            throw new ProposalException(from + ": the $ref \"" + reference
                    + "\" names an anchor. Expected a path such as #/components/schemas/Name.");
        }
        Place at = new Place(file, "", files.get(file));
        if (pointer.isEmpty()) {
            return at;
        }
        Set<String> seen = new LinkedHashSet<>();
        for (String token : pointer.substring(1).split("/", -1)) {
            String key = token.replace("~1", "/").replace("~0", "~");
            Place next = child(at, key);
            // A pointer may lead through another reference.
            while (next == null && at.text("$ref").isPresent() && seen.add(at.key())) {
                at = target(at, at.text("$ref").get(), hops + 1);
                next = child(at, key);
            }
            if (next == null) {
                throw new ProposalException(from + ": the $ref \"" + reference + "\" leads nowhere: there is no \""
                        + key + "\" in " + at + ". Correct the reference, or add what is missing.");
            }
            at = next;
        }
        return at;
    }

    private static Place child(Place at, String key) {
        if (at.value() instanceof List<?> list) {
            if (!key.matches("0|[1-9][0-9]{0,6}") || Integer.parseInt(key) >= list.size()) {
                return null;
            }
            return new Place(at.file(), at.pointer() + "/" + key, list.get(Integer.parseInt(key)));
        }
        return at.get(key).orElse(null);
    }

    private Path file(Place from, String reference, String other) {
        if (other.matches("[A-Za-z][A-Za-z0-9+.-]*:.*") || other.startsWith("//")) {
            throw new ProposalException(from + ": the $ref \"" + reference
                    + "\" leads to another server, which is not read. Save that file in the folder of "
                    + name(from.file())
                    + " and point the $ref to it, or bundle the files into one (redocly bundle).");
        }
        Path file;
        try {
            file = from.file().resolveSibling(decoded(other)).normalize();
        } catch (InvalidPathException e) {
            throw new ProposalException(from + ": the $ref \"" + reference + "\" is no path of a file.");
        }
        if (!file.startsWith(folder) || !isInside(file)) {
            throw new ProposalException(from + ": the $ref \"" + reference + "\" leads out of the folder of the OpenAPI"
                    + " file. Put the file into that folder, or bundle the files into one (redocly bundle).");
        }
        if (!files.containsKey(file)) {
            if (!Files.isRegularFile(file)) {
                throw new ProposalException(from + ": the $ref \"" + reference + "\" leads to a file that is not there."
                        + " Save it next to the OpenAPI file, or bundle the files into one (redocly bundle).");
            }
            files.put(file, TreeReader.read(name(file), bytes(file)));
        }
        return file;
    }

    /** Whether the file is in the folder after every symbolic link. A file that is absent is. */
    private boolean isInside(Path file) {
        try {
            return !Files.exists(file) || file.toRealPath().startsWith(folder.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static byte[] bytes(Path file) {
        if (Files.isDirectory(file)) {
            throw new ProposalException(file + ": a folder, expected an OpenAPI file.");
        }
        try {
            TreeReader.checkSize(name(file), Files.size(file));
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ProposalException(file + ": cannot be read ("
                    + (Files.exists(file) ? e.getMessage() : "no such file") + "). Check the path.");
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
