package io.asyncreply.testsupport.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules for names, packages and wiring that hold in every module. A module includes
 * them with {@code ArchTests.in(ArchitectureRules.class)}.
 */
public final class ArchitectureRules {

	/**
	 * Names of one word that are the exact term of the field; every other name needs two.
	 */
	private static final String ONE_WORD_NAMES = "Batch|Dialect|Dispatcher|Finding|Lane|Ledger|Operation|Outbox|"
			+ "Problem|Reply|Request|Sha256|Simulation|Topology|Violation";

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.asyncreply.(**)")
		.should()
		.beFreeOfCycles()
		.because("a package in a cycle cannot be understood or changed alone");

	@ArchTest
	static final ArchRule oneWordNamesAreListed = classes().that()
		.areTopLevelClasses()
		.and()
		.haveSimpleNameNotContaining("package-info")
		.should()
		.haveNameMatching(".*\\.(" + ONE_WORD_NAMES + "|[A-Z][A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*)")
		.because("one bare word rarely says what a class does, and a reader searches for the term of the field");

	@ArchTest
	static final ArchRule simpleNamesAreUnique = classes().should(new UniqueSimpleNames())
		.because("a reader and an import both know a class by its simple name");

	@ArchTest
	static final ArchRule simpleNamesAreFree = classes().that()
		.areTopLevelClasses()
		.should(new FreeSimpleNames())
		.because("a class of the same stack with the same name costs every reader one wrong guess");

	@ArchTest
	static final ArchRule packagesHaveFourToTwentyTypes = classes().that()
		.areTopLevelClasses()
		.and()
		.resideOutsideOfPackages("io.asyncreply.testsupport..")
		.should(new PackageSize(4, 20))
		.because("a package is a room: too many types hide each other, too few hide the way");

	@ArchTest
	static final ArchRule namesHaveNoVagueSuffix = noClasses().should()
		.haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Dto)")
		.because("these endings hide what a class is for");

	@ArchTest
	static final ArchRule fieldsAreNotInjected = NO_CLASSES_SHOULD_USE_FIELD_INJECTION
		.because("the constructor names all dependencies, so that a test can call it");

	@ArchTest
	static final ArchRule componentsAreDeclaredInConfigurations = noClasses().that()
		.haveSimpleNameNotEndingWith("Configuration")
		.and()
		.haveSimpleNameNotEndingWith("Application")
		.and()
		.haveSimpleNameNotEndingWith("Controller")
		.should()
		.beMetaAnnotatedWith("org.springframework.stereotype.Component")
		.because("the wiring is in the configurations, where it can be read");

	private ArchitectureRules() {
	}

	static boolean isModuleRoot(JavaClass type) {
		return type.getPackageName().matches("io\\.asyncreply\\.\\w+");
	}

}
