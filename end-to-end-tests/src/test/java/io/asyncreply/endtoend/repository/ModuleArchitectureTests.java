package io.asyncreply.endtoend.repository;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules between the modules. Each system has the rules of its own packages.
 */
@AnalyzeClasses(packages = "io.asyncreply", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleArchitectureTests {

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.asyncreply.(**)")
		.should()
		.beFreeOfCycles()
		.because("a package in a cycle cannot be understood or changed alone");

	@ArchTest
	static final ArchRule systemADoesNotDependOnSystemB = noClasses().that()
		.resideInAPackage("io.asyncreply.systema..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.asyncreply.systemb..")
		.because("each system is built, started and replaced without the other");

	@ArchTest
	static final ArchRule systemBDoesNotDependOnSystemA = noClasses().that()
		.resideInAPackage("io.asyncreply.systemb..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.asyncreply.systema..")
		.because("each system is built, started and replaced without the other");

	@ArchTest
	static final ArchRule sharedModulesDoNotDependOnSystems = noClasses().that()
		.resideInAnyPackage("io.asyncreply.messages..", "io.asyncreply.messaging..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.asyncreply.systema..", "io.asyncreply.systemb..")
		.because("both systems build on the contract and on the AMQP client");

	@ArchTest
	static final ArchRule contractDependsOnNoFramework = noClasses().that()
		.resideInAPackage("io.asyncreply.messages..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "com.rabbitmq..", "io.micrometer..", "tools.jackson..",
				"io.asyncreply.messaging..")
		.because("a contract outlives its transport, and handlers are tested without either");

}
