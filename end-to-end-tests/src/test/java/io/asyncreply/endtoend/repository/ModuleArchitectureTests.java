package io.asyncreply.endtoend.repository;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules between the modules; those within a system stand with the system.
 */
@AnalyzeClasses(packages = { "io.asyncreply.messages", "io.asyncreply.systema", "io.asyncreply.systemb" },
		importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleArchitectureTests {

	@ArchTest
	static final ArchRule noCycles = slices().matching("io.asyncreply.(**)")
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
	static final ArchRule messagesDoNotDependOnSystems = noClasses().that()
		.resideInAPackage("io.asyncreply.messages..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.asyncreply.systema..", "io.asyncreply.systemb..")
		.because("the contract stands above those who keep it");

	@ArchTest
	static final ArchRule messagesDoNotDependOnSpringOrAmqp = noClasses().that()
		.resideInAPackage("io.asyncreply.messages")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "com.rabbitmq..", "io.micrometer..", "io.asyncreply.messages.*..")
		.because("a contract outlives its transport, and handlers are tried without either");

	@ArchTest
	static final ArchRule onlyMessagingPackagesDependOnAmqp = noClasses().that()
		.resideOutsideOfPackages("io.asyncreply.messages.amqp..", "io.asyncreply.systema.dispatch..",
				"io.asyncreply.systema.reply..", "io.asyncreply.systemb.endpoint..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("com.rabbitmq..", "org.springframework.amqp..", "org.springframework.boot.amqp..")
		.because("the protocol changes in one place; the others ask through messages.amqp");

	@ArchTest
	static final ArchRule noFieldInjection = NO_CLASSES_SHOULD_USE_FIELD_INJECTION
		.because("what a class needs stands in its constructor, so that tests can build it with new");

	@ArchTest
	static final ArchRule classNamesHaveNoVagueSuffix = noClasses().should()
		.haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Dto)")
		.because("these endings hide what a class is for");

}
