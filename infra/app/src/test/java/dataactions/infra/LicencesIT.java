package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The two jars that are deployed carry the licences and notices of the libraries they contain. What they contain is read
 * from their classes; which library a class is from, from the jars of the class path.
 */
class LicencesIT {
    private static final String LICENSES = "META-INF/licenses/";
    private static final String APACHE = "Apache-2.0.txt";
    private static final Pattern TEXT = Pattern.compile("META-INF/[^/]*(LICENSE|NOTICE)[^/]*");
    private static final Pattern LISTED = Pattern.compile("^ +((?:\\([^()]+\\) )+).*\\(([^\\s()]+) - [^\\s]+\\)$");

    /** @param coordinates {@code group:artifact:version} */
    private record Library(String coordinates, String artifact, Path jar) {}

    @ParameterizedTest
    @ValueSource(strings = {"handler", "registrar"})
    void every_library_in_the_jar_has_its_licence_and_its_notice_there(String name) throws IOException {
        try (ZipFile jar = built(name)) {
            Map<String, String> listed = listed(jar);
            assertThat(jar.getEntry(LICENSES + APACHE)).isNotNull();
            for (Library library : contained(jar)) {
                Map<String, byte[]> own = texts(library.jar());
                own.forEach((file, bytes) -> assertThat(read(jar, LICENSES + library.artifact() + "/" + file))
                        .as("%s of %s", file, library.coordinates())
                        .isEqualTo(bytes));
                boolean hasText = own.keySet().stream().anyMatch(file -> file.startsWith("LICENSE"))
                        || jar.getEntry(LICENSES + library.artifact() + "/LICENSE") != null;
                assertThat(hasText || listed.get(library.coordinates()).contains("(Apache-2.0)"))
                        .as(
                                "%s, licence %s: the text of the licence is in the jar. If the library does not carry it,"
                                        + " put it into function/licenses/%s/LICENSE and name that folder in"
                                        + " function/%s/pom.xml.",
                                library.coordinates(), listed.get(library.coordinates()), library.artifact(), name)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"handler", "registrar"})
    void the_list_of_third_parties_names_every_library_in_the_jar_with_version_and_licence(String name)
            throws IOException {
        try (ZipFile jar = built(name)) {
            Map<String, String> listed = listed(jar);
            assertThat(listed.keySet())
                    .containsAll(
                            contained(jar).stream().map(Library::coordinates).toList());
            assertThat(listed.values()).noneMatch(licence -> licence.contains("Unknown"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"handler", "registrar"})
    void no_licence_is_told_of_a_library_that_is_not_a_dependency_any_more(String name) throws IOException {
        try (ZipFile jar = built(name)) {
            Set<String> dependencies = listed(jar).keySet().stream()
                    .map(coordinates -> coordinates.split(":")[1])
                    .collect(Collectors.toSet());
            assertThat(jar.stream()
                            .map(ZipEntry::getName)
                            .filter(entry -> entry.matches(LICENSES + "[^/]+/[^/]+"))
                            .map(entry -> entry.split("/")[2]))
                    .isNotEmpty()
                    .allMatch(dependencies::contains);
            assertThat(jar.stream().map(ZipEntry::getName))
                    .as("a licence that one library put over another's")
                    .noneMatch(entry -> TEXT.matcher(entry).matches());
        }
    }

    private static ZipFile built(String name) throws IOException {
        Path jar = Fixture.PROJECT.resolve("function/" + name + "/target/" + name + ".jar");
        assertThat(jar).as("build it with: mvn package").exists();
        return new ZipFile(jar.toFile());
    }

    /** Two classes of ours stand in JSONata's package, whose members it shows to nobody else. */
    private static boolean isOurs(String entry) {
        Path definition = Fixture.PROJECT.resolve("function/definition/target/classes");
        return entry.startsWith("dataactions/") || Files.exists(definition.resolve(entry));
    }

    /** The libraries that at least one class of the jar is from. */
    private static List<Library> contained(ZipFile jar) throws IOException {
        Set<String> classes = jar.stream()
                .map(ZipEntry::getName)
                .filter(entry -> entry.endsWith(".class") && !isOurs(entry))
                .collect(Collectors.toSet());
        Set<String> unexplained = new HashSet<>(classes);
        List<Library> contained = new ArrayList<>();
        for (Library library : classPath()) {
            try (ZipFile file = new ZipFile(library.jar().toFile())) {
                Set<String> shared = file.stream()
                        .map(ZipEntry::getName)
                        .filter(classes::contains)
                        .collect(Collectors.toSet());
                if (!shared.isEmpty()) {
                    contained.add(library);
                    unexplained.removeAll(shared);
                }
            }
        }
        assertThat(unexplained)
                .as("classes of a library that is not on the class path")
                .isEmpty();
        return contained;
    }

    /** The jars of a Maven repository on the class path: {@code …/group/artifact/version/artifact-version.jar}. */
    private static List<Library> classPath() throws IOException {
        List<Library> libraries = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(element);
            if (!element.endsWith(".jar") || !Files.isRegularFile(jar)) {
                continue;
            }
            String version = jar.getParent().getFileName().toString();
            String artifact = jar.getParent().getParent().getFileName().toString();
            if (!jar.getFileName().toString().equals(artifact + "-" + version + ".jar")) {
                continue;
            }
            String pom = Files.readString(jar.resolveSibling(artifact + "-" + version + ".pom"));
            String path = jar.getParent().getParent().getParent().toString().replace(File.separatorChar, '.');
            String group = Pattern.compile("<groupId>([^<]+)</groupId>")
                    .matcher(pom)
                    .results()
                    .map(each -> each.group(1).strip())
                    .filter(each -> path.endsWith("." + each))
                    .max(Comparator.comparingInt(String::length))
                    .orElseThrow(() -> new AssertionError("No group id found for " + jar));
            libraries.add(new Library(group + ":" + artifact + ":" + version, artifact, jar));
        }
        return libraries;
    }

    private static Map<String, byte[]> texts(Path library) throws IOException {
        Map<String, byte[]> texts = new TreeMap<>();
        try (ZipFile file = new ZipFile(library.toFile())) {
            file.stream()
                    .map(ZipEntry::getName)
                    .filter(entry -> TEXT.matcher(entry).matches())
                    .forEach(entry -> texts.put(entry.substring("META-INF/".length()), read(file, entry)));
        }
        return texts;
    }

    /** The licences by library, as the jar's own list has them. */
    private static Map<String, String> listed(ZipFile jar) {
        Map<String, String> listed = new LinkedHashMap<>();
        new String(read(jar, LICENSES + "THIRD-PARTY.txt"), StandardCharsets.UTF_8)
                .lines()
                .map(LISTED::matcher)
                .filter(Matcher::matches)
                .forEach(line -> listed.put(line.group(2), line.group(1).strip()));
        assertThat(listed).isNotEmpty();
        return listed;
    }

    private static byte[] read(ZipFile jar, String entry) {
        ZipEntry found = jar.getEntry(entry);
        assertThat(found).as("%s in %s", entry, jar.getName()).isNotNull();
        try (InputStream in = jar.getInputStream(found)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
