package dataactions.assembly;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A command about a live org reads an assembly without the emulator. */
@AnalyzeClasses(packages = "dataactions.assembly", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_ASSEMBLY_DEPENDS_ON_NO_EMULATOR = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dataactions.sandbox..", "dataactions.genesys..", "dataactions.infra..");

    @ArchTest
    static final ArchRule NO_CYCLES_OF_PACKAGES =
            slices().matching("dataactions.(**)").should().beFreeOfCycles();
}
