package dataactions.infra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /** Each module and the modules it may use. */
    private static final Map<String, List<String>> MODULES = new TreeMap<>(Map.of(
            "definition", List.of(),
            "secrets", List.of(),
            "handler", List.of("definition", "secrets"),
            "registrar", List.of("definition", "secrets"),
            "authoring", List.of("definition"),
            "infra", List.of("authoring", "definition")));

    static Stream<String> modules() {
        return MODULES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void a_module_is_seen_and_uses_only_the_modules_below_it(String module) {
        String[] forbidden = MODULES.keySet().stream()
                .filter(other -> !other.equals(module) && !MODULES.get(module).contains(other))
                .map(other -> "dataactions." + other + "..")
                .toArray(String[]::new);
        ArchRule rule = noClasses()
                .that()
                .resideInAPackage("dataactions." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden);

        rule.check(ALL);
    }

    @Test
    void every_module_can_be_seen_from_here_and_no_other_exists_unseen() {
        assertThat(ALL.stream()
                        .map(JavaClass::getPackageName)
                        .map(name -> name.split("\\.")[1])
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(MODULES.keySet());
    }

    @Test
    void what_an_action_is_when_it_runs_is_pure() {
        onlyUses("dataactions.definition..", "com.fasterxml.jackson.core..", "com.dashjoin.jsonata..")
                .check(ALL);
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
    void databind_and_yaml_stay_out_of_the_function_that_genesys_calls() {
        noClasses()
                .that()
                .resideInAnyPackage("dataactions.definition..", "dataactions.secrets..", "dataactions.handler..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.dataformat..")
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
