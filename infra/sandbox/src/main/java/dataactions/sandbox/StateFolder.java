package dataactions.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that holds the sandbox's state: one document, which is replaced atomically, and a lock. The lock prevents
 * two commands from using the folder at the same time.
 */
public final class StateFolder implements AutoCloseable {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final String LOCK = "lock";
    private static final String STATE = "state.json";
    private static final Pattern OWN_STATE =
            Pattern.compile("\\s*\\{\\s*\"format\"\\s*:\\s*\\d+\\s*,\\s*\"environment\"");

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    private StateFolder(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Opens and locks a folder. Creates it if it does not exist.
     *
     * @throws SandboxException when another command uses the folder, or the folder holds other files or is not writable
     */
    static StateFolder open(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
            throw new SandboxException("--state " + folder + ": it is a file; name a folder.");
        }
        if (Files.isDirectory(absolute) && !isState(absolute) && !isEmpty(absolute)) {
            throw new SandboxException("--state " + folder + ": the folder holds other files and no state of a sandbox;"
                    + " name a new or an empty one." + others(absolute));
        }
        try {
            Files.createDirectories(absolute);
            FileChannel channel =
                    FileChannel.open(absolute.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new SandboxException("Another sandbox command is using " + absolute
                        + ". Wait for it to end, or choose another folder with --state.");
            }
            return new StateFolder(absolute, channel, lock);
        } catch (IOException e) {
            throw new SandboxException("The state folder " + absolute + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Opens the folder for a command that needs a deployment.
     *
     * @throws SandboxException when the folder was never used; the message names folders that were used
     */
    public static void checkUsed(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        if (!isState(absolute)) {
            throw new SandboxException(
                    "--state " + folder + ": nothing was ever deployed with this state folder." + others(absolute));
        }
    }

    /** Whether the state in it begins as ours does, or, if it is damaged or not there yet, no other file is in it. */
    private static boolean isState(Path folder) {
        Path state = folder.resolve(STATE);
        if (!Files.isRegularFile(folder.resolve(LOCK)) && !Files.isRegularFile(state)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(state)) {
            if (OWN_STATE
                    .matcher(new String(in.readNBytes(200), StandardCharsets.UTF_8))
                    .lookingAt()) {
                return true;
            }
        } catch (IOException e) {
            // The state cannot be read: the names of the files decide.
        }
        try (Stream<Path> content = Files.list(folder)) {
            return content.map(each -> each.getFileName().toString())
                    .allMatch(name -> name.equals(LOCK) || OWN.contains(name));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isEmpty(Path folder) {
        try (Stream<Path> content = Files.list(folder)) {
            return content.findAny().isEmpty();
        } catch (IOException e) {
            throw new SandboxException("--state " + folder + ": the folder cannot be read; name another one.", e);
        }
    }

    /** The state folders in the same folder and in the working directory, as the end of a message. */
    private static String others(Path folder) {
        Path here = Path.of("").toAbsolutePath();
        TreeSet<String> found = new TreeSet<>();
        for (Path parent : Arrays.asList(folder.getParent(), here)) {
            if (parent == null || !Files.isDirectory(parent)) {
                continue;
            }
            try (Stream<Path> content = Files.list(parent)) {
                content.filter(each -> Files.isRegularFile(each.resolve(STATE)))
                        .map(each -> (each.startsWith(here) ? here.relativize(each) : each).toString())
                        .forEach(found::add);
            } catch (IOException e) {
                // A folder that cannot be listed is left out of the message.
            }
        }
        return found.isEmpty() ? "" : " State folders here: " + String.join(", ", found) + ".";
    }

    /** The names that the sandbox writes into its folder. Any other file there belongs to somebody else. */
    private static final List<String> OWN = List.of(
            "state.json", "state.json.new", "examples.json", "examples.json.new", "functions", "logs", "cdk.out");

    /**
     * Deletes the sandbox's state, even if it is damaged. Deletes the folder only if no other file is in it.
     *
     * @return whether there was any
     * @throws SandboxException when it belongs to another program, or another command uses it, or it cannot be deleted
     */
    public static boolean discard(Path folder) {
        if (!Files.isRegularFile(folder.resolve("lock"))) {
            // No sandbox ever used this folder. A mistyped path must not delete files.
            return false;
        }
        if (!isState(folder)) {
            throw new SandboxException("--state " + folder + ": the folder holds other files and no state of a sandbox."
                    + " Nothing was deleted; name the folder of a local deployment."
                    + others(folder.toAbsolutePath().normalize()));
        }
        try (StateFolder held = open(folder)) {
            for (String name : OWN) {
                delete(held.path(name));
            }
        } catch (IOException e) {
            throw new SandboxException("The state folder " + folder + " cannot be deleted: " + e.getMessage(), e);
        }
        try {
            Files.deleteIfExists(folder.resolve("lock"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // Something else is in it.
            return true;
        }
        return true;
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walked = Files.walk(tree)) {
            all = walked.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // This process itself holds the lock.
            return null;
        }
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    /** A file's text; empty if the file does not exist. */
    String read(String name) {
        try {
            return Files.isRegularFile(path(name)) ? Files.readString(path(name)) : "";
        } catch (IOException e) {
            throw new SandboxException("The state file " + path(name) + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Replaces a file. After a crash at any moment the file holds the complete old or the complete new text. */
    void write(String name, String text) {
        Path unfinished = path(name + ".new");
        try {
            Files.writeString(unfinished, text);
            Files.move(unfinished, path(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new SandboxException("The state file " + path(name) + " cannot be written: " + e.getMessage(), e);
        }
    }

    Optional<SandboxState> load() {
        return load(folder);
    }

    /** The state of a folder that another command may be using: the file is replaced as a whole. */
    static Optional<SandboxState> load(Path folder) {
        Path file = folder.resolve(STATE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            SandboxState state = JSON.readValue(file.toFile(), SandboxState.class);
            if (state.format() != SandboxState.FORMAT) {
                throw new SandboxException(
                        "The state " + file + " was written by another version of the sandbox (format "
                                + state.format() + ", expected " + SandboxState.FORMAT
                                + "). Delete the folder to start anew: nothing outside it is affected.");
            }
            return Optional.of(state);
        } catch (JsonProcessingException e) {
            throw new SandboxException(
                    "The state " + file + " cannot be understood (" + e.getOriginalMessage()
                            + "). Delete the folder to start anew: nothing outside it is affected.",
                    e);
        } catch (IOException e) {
            throw new SandboxException("The state " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Replaces the state. After a crash at any moment the file holds the complete old or the complete new state. */
    void save(SandboxState state) {
        Path unfinished = folder.resolve("state.json.new");
        try {
            byte[] bytes = JSON.writeValueAsBytes(state);
            if (!Files.exists(unfinished)) {
                create(unfinished);
            }
            try (FileChannel out =
                    FileChannel.open(unfinished, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                out.force(false);
            }
            Files.move(
                    unfinished,
                    folder.resolve(STATE),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new SandboxException("The state cannot be written to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The state holds generated secrets. So only its owner may read it, if the file system has owners. */
    private static void create(Path file) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new SandboxException("The lock of " + folder + " cannot be released: " + e.getMessage(), e);
        }
    }
}
