package io.asyncreply.systemb;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules of System B's house.
 */
@AnalyzeClasses(packages = "io.asyncreply.systemb", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule handlersArePlainJava = classes().that()
		.resideInAPackage("..systemb.operation..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "org.jspecify..", "io.asyncreply.messages", "..systemb.operation..")
		.because("whoever writes a handler must not need to know Spring or the broker, nor start them in a test");

	@ArchTest
	static final ArchRule handlersDoNotDependOnWorker = noClasses().that()
		.resideInAPackage("..systemb.operation..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("..systemb.endpoint..", "..systemb.flow..")
		.because("an operation can be tried, reused and moved without the way it is reached");

	@ArchTest
	static final ArchRule onlyWorkerDependsOnAmqp = noClasses().that()
		.resideOutsideOfPackage("..systemb.endpoint..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("com.rabbitmq..", "org.springframework.amqp..", "org.springframework.boot.amqp..")
		.because("the protocol changes in one place; the others ask through messages.amqp");

	@ArchTest
	static final ArchRule nothingDependsOnOpenTelemetry = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.opentelemetry..", "io.micrometer.tracing..")
		.because("what follows requests may be missing; messages.trace is there in any case");

	@ArchTest
	static final ArchRule systemsDoNotDependOnEachOther = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("io.asyncreply.systema..")
		.because("each system is built, started and replaced without the other");

	@ArchTest
	static final ArchRule noCycles = slices().matching("io.asyncreply.systemb.(*)..")
		.should()
		.beFreeOfCycles()
		.because("a package in a cycle cannot be understood or changed alone");

	@ArchTest
	static final ArchRule noFieldInjection = NO_CLASSES_SHOULD_USE_FIELD_INJECTION
		.because("what a class needs stands in its constructor, so that tests can build it with new");

	@ArchTest
	static final ArchRule namesSayTheDuty = noClasses().should()
		.haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Dto)")
		.because("these endings hide what a class is for");

	@ArchTest
	static final ArchRule noStereotypes = noClasses().that()
		.haveSimpleNameNotEndingWith("Configuration")
		.and()
		.haveSimpleNameNotEndingWith("Application")
		.should()
		.beMetaAnnotatedWith("org.springframework.stereotype.Component")
		.because("the wiring stands in the configurations, where it can be read");

}
