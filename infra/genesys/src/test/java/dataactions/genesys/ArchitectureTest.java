package dataactions.genesys;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The org shares no code with its callers, and its packages form no cycle. */
@AnalyzeClasses(packages = "dataactions", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_ORG_DEPENDS_ON_NO_OTHER_MODULE = noClasses()
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "belong to another module of this project",
                    type -> type.getPackageName().startsWith("dataactions.")
                            && !type.getPackageName().startsWith("dataactions.genesys")));

    @ArchTest
    static final ArchRule NO_CYCLES_OF_PACKAGES =
            slices().matching("dataactions.genesys.(**)").should().beFreeOfCycles();
}
