package dataactions.infra.constructs.lambda;

import dataactions.infra.environment.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awscdk.services.lambda.AssetCode;
import software.amazon.awscdk.services.lambda.Code;

/**
 * A Lambda asset in the layout of the Java runtime: the folder itself and {@code lib/*.jar} are the class path. The
 * folder is temporary; the CDK copies it into the cloud assembly when the function is constructed. Close this object
 * after that. The folder's bytes and the asset's hash depend only on the inputs.
 */
public final class StagedCode implements AutoCloseable {
    private final Path folder;

    private StagedCode(Path folder) {
        this.folder = folder;
    }

    /**
     * @param jar the self-contained jar
     * @param name the jar's file name in {@code lib}
     * @throws ConfigurationException when the jar is missing
     */
    public static StagedCode of(Path jar, String name) {
        problem(jar).ifPresent(problem -> {
            throw new ConfigurationException(problem);
        });
        StagedCode staged = null;
        try {
            staged = new StagedCode(Files.createTempDirectory("data-actions-"));
            Files.createDirectory(staged.folder.resolve("lib"));
            readable(Files.copy(jar, staged.folder.resolve("lib").resolve(name)));
            return staged;
        } catch (IOException e) {
            if (staged != null) {
                staged.close();
            }
            throw unwritable(e);
        }
    }

    /** What is wrong with the jar of a function. */
    public static Optional<String> problem(Path jar) {
        return Files.isRegularFile(jar)
                ? Optional.empty()
                : Optional.of(
                        jar + ": no such file, and it is the code of a Lambda function; build it with: npm run build");
    }

    public StagedCode with(String file, byte[] content) {
        try {
            readable(Files.write(folder.resolve(file), content));
            return this;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Lambda runs the code as another user, and needs the mode 0644. The CDK puts a file's mode into the zip. Here the
     * mode would depend on the jar's and on the umask.
     */
    private static void readable(Path file) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    public AssetCode code() {
        return Code.fromAsset(folder.toString());
    }

    @Override
    public void close() {
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static UncheckedIOException unwritable(IOException e) {
        return new UncheckedIOException(
                "The temporary folder " + System.getProperty("java.io.tmpdir") + " cannot be used: " + e.getMessage(),
                e);
    }
}
