package dataactions.sandbox.lambda;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Keeps the code of every function version that is in use, as S3 and Lambda do: a version always runs the code that it
 * was published with, even if the cloud assembly changes.
 */
public final class AssetFolder {
    private final Path folder;

    public AssetFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Copies an asset into this folder, once for each key.
     *
     * @param source a folder, or a zip or jar, which is unpacked
     * @return the name of the copy, for {@link #path}
     */
    public String keep(String objectKey, Path source) throws IOException {
        String name = name(objectKey);
        Path target = folder.resolve(name);
        if (Files.isDirectory(target)) {
            return name;
        }
        Files.createDirectories(folder);
        Path unfinished = Files.createTempDirectory(folder, "unfinished-");
        if (Files.isDirectory(source)) {
            copy(source, unfinished);
        } else {
            unpack(source, unfinished);
        }
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        return name;
    }

    /** The name under which an asset is kept. */
    public String name(String objectKey) {
        return objectKey.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    /** Whether the folder has an asset. A rollback may need code that the assembly no longer has. */
    public boolean has(String objectKey) {
        return !objectKey.isEmpty() && Files.isDirectory(folder.resolve(name(objectKey)));
    }

    public Path path(String name) {
        return folder.resolve(name).toAbsolutePath().normalize();
    }

    /** Deletes all other copies. */
    public void prune(Set<String> used) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> kept = Files.list(folder)) {
            for (Path each : kept.toList()) {
                if (!used.contains(each.getFileName().toString())) {
                    delete(each);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Code that is no longer used cannot be deleted from " + folder, e);
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        List<Path> files;
        try (Stream<Path> walked = Files.walk(source)) {
            files = walked.toList();
        }
        for (Path file : files) {
            Path copy = target.resolve(source.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(copy);
            } else {
                try (InputStream in = Files.newInputStream(file)) {
                    write(in, copy);
                }
            }
        }
    }

    private static void unpack(Path zip, Path target) throws IOException {
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("The asset " + zip + " has an entry outside its root: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    write(entries, file);
                }
            }
        }
    }

    /** Forces the file to the disk, as the state is: after a power failure, the state may name an empty file otherwise. */
    private static void write(InputStream in, Path file) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            in.transferTo(out);
            out.getFD().sync();
        }
    }

    private static void delete(Path tree) throws IOException {
        List<Path> files;
        try (Stream<Path> walked = Files.walk(tree)) {
            files = walked.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
