package dataactions.cli.author.create;

import dataactions.authoring.DefinitionFolder;
import dataactions.authoring.writer.FileReplacement;
import dataactions.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The file of a new definition. Nothing is ever overwritten. */
final class NewFile {
    private NewFile() {}

    /**
     * The path of the file of an action.
     *
     * @throws CommandException when the name is wrong, or when the file or the action exists. Capitals make no other name:
     *     some file systems ignore them, and the build takes such actions for one
     */
    static Path of(String name, Path folder) {
        if (!name.matches("[A-Za-z][A-Za-z0-9 _-]{0,127}") || name.endsWith(" ")) {
            throw new CommandException("NAME: expected at most 128 letters, digits, spaces, - and _, beginning with a"
                    + " letter, such as FetchUser.");
        }
        if (!Files.isDirectory(folder)) {
            throw new CommandException("There is no folder " + folder + " for the definition: make it first.");
        }
        String words = name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .replaceAll("([A-Z]+)([A-Z][a-z])", "$1-$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("-+$", "");
        DefinitionFolder definitions = new DefinitionFolder(folder);
        Path file = folder.resolve(words + ".yaml");
        Stream.concat(definitions.files().stream(), Stream.of(file).filter(Files::exists))
                .filter(each ->
                        each.getFileName().toString().toLowerCase(Locale.ROOT).matches(words + "\\.ya?ml"))
                .findFirst()
                .ifPresent(each -> {
                    throw new CommandException("There is a file " + each
                            + " already, and it is never overwritten: choose another name, or delete it first.");
                });
        Optional<Path> other = definitions.holderOf(name);
        if (other.isPresent()) {
            throw new CommandException("The action " + name + " is in "
                    + other.get().getFileName()
                    + " already: names are unique, in capitals and in small letters; choose another.");
        }
        return file;
    }

    /** @throws CommandException when nothing can be written into the folder */
    static void checkWritable(Path file) {
        if (!Files.isWritable(file.toAbsolutePath().getParent())) {
            throw cannotWrite(file);
        }
    }

    /** @throws CommandException when the file cannot be written, or exists meanwhile */
    static void write(Path file, byte[] text) {
        boolean isWritten;
        try {
            isWritten = FileReplacement.create(file, text);
        } catch (IOException e) {
            throw cannotWrite(file);
        }
        if (!isWritten) {
            throw new CommandException(
                    "There is a file " + file + " meanwhile, and it is not overwritten: choose another name.");
        }
    }

    private static CommandException cannotWrite(Path file) {
        return new CommandException("The definition cannot be written into the folder "
                + file.toAbsolutePath().getParent()
                + ": check its permissions, or choose another folder with --definitions.");
    }
}
