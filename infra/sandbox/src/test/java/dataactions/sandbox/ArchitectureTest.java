package dataactions.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The engine depends on nothing else here, and nothing here depends on the code that it deploys. */
@AnalyzeClasses(packages = "dataactions.sandbox", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_ENGINE_KNOWS_NEITHER_ITS_PROVIDERS_NOR_ITS_DRIVERS = noClasses()
            .that()
            .resideInAPackage("dataactions.sandbox.cloudformation..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dataactions.sandbox",
                    "dataactions.sandbox.aws..",
                    "dataactions.sandbox.lambda..",
                    "dataactions.genesys..");

    @ArchTest
    static final ArchRule THE_UPSTREAM_KNOWS_NOTHING_OF_THE_DEPLOYMENT = noClasses()
            .that()
            .resideInAPackage("dataactions.sandbox.upstream..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dataactions.sandbox",
                    "dataactions.sandbox.aws..",
                    "dataactions.sandbox.lambda..",
                    "dataactions.sandbox.cloudformation..");

    @ArchTest
    static final ArchRule THE_SANDBOX_SHARES_NO_TYPE_WITH_WHAT_IT_DEPLOYS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dataactions.registrar..", "dataactions.handler..", "dataactions.aws..", "dataactions.infra..");

    @ArchTest
    static final ArchRule ONLY_THE_CHECKS_BEFORE_A_DEPLOYMENT_KNOW_DEFINITIONS = noClasses()
            .that()
            .resideOutsideOfPackage("dataactions.sandbox")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dataactions.definition..", "dataactions.authoring..");

    @ArchTest
    static final ArchRule NO_CYCLES_OF_PACKAGES =
            slices().matching("dataactions.sandbox.(**)").should().beFreeOfCycles();
}
