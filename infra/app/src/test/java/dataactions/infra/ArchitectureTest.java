package dataactions.infra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which module may know which: the arrows of the house. This is the module from which all of them can be seen. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dataactions");

    /** A module, named as its package, and the modules it may use. */
    private record Module(String name, String... uses) {}

    /** Each module uses only modules above it. The command line is last, since it uses almost all. */
    private static final List<Module> MODULES = List.of(
            new Module("definition"),
            new Module("aws", "definition"),
            new Module("handler", "definition", "aws"),
            new Module("registrar", "definition", "aws"),
            new Module("authoring", "definition"),
            new Module("benchmark", "definition", "aws", "handler", "registrar", "authoring"),
            new Module("infra", "definition", "authoring"),
            new Module("testkit"),
            new Module("assembly", "definition", "authoring"),
            new Module("genesys"),
            new Module("sandbox", "definition", "authoring", "assembly", "genesys"),
            // `try` runs a definition with the handler's code: what an author sees is what a flow gets.
            new Module(
                    "cli",
                    "definition",
                    "handler",
                    "authoring",
                    "infra",
                    "assembly",
                    "genesys",
                    "sandbox",
                    "registrar",
                    "aws"));

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern NO_CODE =
            Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*|\"\"\".*?\"\"\"|\"(\\\\.|[^\"\\\\\n])*\"");
    private static final Pattern USED = Pattern.compile("\\bdataactions\\.([a-z]+)\\b");

    static Stream<Module> modules() {
        return MODULES.stream();
    }

    /** From the sources: not every module is on the class path here, and none can hide by that. */
    @ParameterizedTest
    @MethodSource("modules")
    void a_module_uses_only_the_modules_below_it(Module module) throws IOException {
        Set<String> used = new TreeSet<>();
        for (Path file : sources(folders().get(module.name()))) {
            USED.matcher(NO_CODE.matcher(Files.readString(file)).replaceAll(""))
                    .results()
                    .forEach(found -> used.add(found.group(1)));
        }
        used.remove(module.name());

        assertThat(used).isSubsetOf(module.uses());
    }

    /** A command about a live org does not depend on an emulator. */
    @Test
    void only_the_local_commands_use_the_sandbox() throws IOException {
        Path cli = folders().get("cli");
        List<Path> users = new ArrayList<>();
        for (Path file : sources(cli)) {
            String code = NO_CODE.matcher(Files.readString(file)).replaceAll("");
            if (USED.matcher(code).results().anyMatch(found -> found.group(1).matches("sandbox|genesys"))) {
                users.add(file);
            }
        }

        assertThat(users)
                .isNotEmpty()
                .allMatch(file -> file.startsWith(cli.resolve("src/main/java/dataactions/cli/local")));
    }

    @Test
    void every_module_of_the_build_has_its_place_and_there_is_no_circle() throws IOException {
        assertThat(MODULES)
                .extracting(Module::name)
                .containsExactlyInAnyOrderElementsOf(folders().keySet());
        List<String> above = new ArrayList<>();
        MODULES.forEach(module -> {
            assertThat(above).as("modules above %s", module.name()).containsAll(List.of(module.uses()));
            above.add(module.name());
        });
    }

    @Test
    void no_two_packages_use_each_other() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return SliceIdentifier.of(type.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(ALL);
    }

    /** The folder of each module that has code, by the name of its package. */
    private static Map<String, Path> folders() throws IOException {
        Map<String, Path> folders = new TreeMap<>();
        Deque<Path> left = new ArrayDeque<>(List.of(Fixture.PROJECT));
        while (!left.isEmpty()) {
            Path folder = left.pop();
            MODULE.matcher(Files.readString(folder.resolve("pom.xml")))
                    .results()
                    .forEach(found -> left.add(folder.resolve(found.group(1))));
            Path packages = folder.resolve("src/main/java/dataactions");
            if (Files.isDirectory(packages)) {
                try (Stream<Path> names = Files.list(packages)) {
                    folders.put(
                            names.map(each -> each.getFileName().toString()).collect(Collectors.joining("+")), folder);
                }
            }
        }
        return folders;
    }

    private static List<Path> sources(Path module) throws IOException {
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    @Test
    void what_an_action_is_when_it_runs_is_pure() {
        onlyUses("dataactions.definition..", "com.dashjoin.jsonata..").check(ALL);
        noClasses()
                .that()
                .resideInAPackage("dataactions.definition..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "java.nio.file..", "java.lang.management..")
                .check(ALL);
    }

    @Test
    void the_cdk_is_known_to_the_app_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dataactions.infra..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon.awscdk..", "software.constructs..", "software.amazon.jsii..")
                .check(ALL);
    }

    @Test
    void jackson_stays_out_of_the_function_that_genesys_calls() {
        noClasses()
                .that()
                .resideInAnyPackage("dataactions.definition..", "dataactions.aws..", "dataactions.handler..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson..")
                .check(ALL);
    }

    @Test
    void the_genesys_sdk_is_known_to_the_registrar_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dataactions.registrar..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.mypurecloud..")
                .check(ALL);
    }

    @Test
    void synthesis_looks_at_no_clock_and_at_nothing_random() {
        noClasses()
                .that()
                .resideInAnyPackage("dataactions.infra..", "dataactions.authoring..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.(time\\.Clock|util\\.Random|security\\.SecureRandom|net\\.http\\..*)")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .check(ALL);
    }

    @Test
    void a_forbidden_arrow_would_be_seen() {
        List<String> arrows = new ArrayList<>();
        noClasses()
                .that()
                .resideInAPackage("dataactions.infra..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dataactions.authoring..")
                .evaluate(ALL)
                .getFailureReport()
                .getDetails()
                .forEach(arrows::add);

        assertThat(arrows).isNotEmpty();
    }

    private static ArchRule onlyUses(String packages, String... libraries) {
        String[] allowed = Stream.concat(Stream.of(packages, "java.."), Stream.of(libraries))
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(packages)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }
}
