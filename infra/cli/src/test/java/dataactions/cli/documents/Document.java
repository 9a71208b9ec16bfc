package dataactions.cli.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Markdown file of the repository: its prose and its fenced blocks.
 *
 * @param file path from the root of the repository
 * @param text the whole file
 * @param prose the file without its fenced blocks
 */
record Document(Path file, String text, String prose, List<Block> blocks) {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final Set<String> NOT_OURS =
            Set.of("target", "dist", "node_modules", ".git", "cdk.out", ".sandbox", ".cifuzz-corpus");
    private static final Pattern SPAN = Pattern.compile("(?<!`)`([^`\n]+)`(?!`)");
    private static final Pattern FENCE = Pattern.compile("^( *)```(.*)$");

    /**
     * A fenced block.
     *
     * @param info what follows the opening fence: the language, and for a block that a test reads, what it is
     * @param line the number of the line of the opening fence
     */
    record Block(Path file, int line, String info, List<String> lines) {
        String language() {
            return info.split(" ")[0];
        }

        /** What the block is, such as {@code definition}; empty if nothing reads it. */
        String kind() {
            return info.contains(" ") ? info.substring(info.indexOf(' ') + 1) : "";
        }

        String text() {
            return String.join("\n", lines) + "\n";
        }

        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    /**
     * Every file of the repository, as its path from the root. The folders that builds write are left out: another module
     * may be built while the tests of this one run.
     */
    static final List<Path> FILES = files();

    private static List<Path> files() {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(folder.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files.add(ROOT.relativize(file));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(files);
    }

    /** Every document of the repository. */
    static List<Document> all() {
        return FILES.stream()
                .filter(file -> file.toString().endsWith(".md"))
                .map(Document::read)
                .toList();
    }

    /** One document. */
    static Document at(String path) {
        return read(Path.of(path));
    }

    private static Document read(Path file) {
        String text;
        try {
            text = Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> prose = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        Block open = null;
        int indent = 0;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            var fence = FENCE.matcher(line);
            boolean isFence = fence.matches();
            if (open == null && isFence) {
                indent = fence.group(1).length();
                open = new Block(file, number, fence.group(2).strip(), new ArrayList<>());
            } else if (isFence) {
                blocks.add(open);
                open = null;
            } else if (open != null) {
                open.lines().add(line.length() < indent ? line.strip() : line.substring(indent));
            } else {
                prose.add(line);
            }
        }
        if (open != null) {
            throw new IllegalStateException(open + ": the block has no end");
        }
        return new Document(file, text, String.join("\n", prose), blocks);
    }

    /** What stands between backticks in the prose. */
    List<String> spans() {
        return SPAN.matcher(prose)
                .results()
                .map(span -> span.group(1).strip())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** The anchors that a link may name, made of the headings as GitHub makes them. */
    Set<String> anchors() {
        return prose.lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** The rows of every table, as their cells. Heads and separators are left out. */
    List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        List<String> lines = prose.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String next = i + 1 < lines.size() ? lines.get(i + 1) : "";
            if (lines.get(i).startsWith("|") && !lines.get(i).startsWith("|---") && !next.startsWith("|---")) {
                String row = lines.get(i);
                rows.add(Stream.of(row.substring(1, row.length() - 1).split("(?<!\\\\)\\|"))
                        .map(String::strip)
                        .toList());
            }
        }
        return rows;
    }

    /** The rows of the tables under a heading. */
    List<List<String>> rows(String heading) {
        String[] parts = prose.split("(?m)^#+ " + Pattern.quote(heading) + "$");
        if (parts.length != 2) {
            throw new IllegalStateException(file + " has no heading \"" + heading + "\"");
        }
        String section = parts[1].split("(?m)^#+ ")[0];
        return new Document(file, section, section, List.of()).rows();
    }

    /** The first groups of every match in the prose. */
    List<String> matches(Pattern pattern) {
        return pattern.matcher(prose)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
