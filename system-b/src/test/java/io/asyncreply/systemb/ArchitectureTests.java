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
 * Architecture rules of System B.
 */
@AnalyzeClasses(packages = "io.asyncreply.systemb", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule handlersArePlainJava = classes().that()
		.resideInAPackage("..systemb.operation..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "org.jspecify..", "io.asyncreply.messages..", "..systemb.operation..")
		.because("handlers are written and tested without Spring and without a broker");

	@ArchTest
	static final ArchRule handlersDoNotDependOnWorker = noClasses().that()
		.resideInAPackage("..systemb.operation..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("..systemb.worker..", "..systemb.monitoring..")
		.because("a handler can be tested, reused and moved without the code that calls it");

	@ArchTest
	static final ArchRule onlyWorkerDependsOnAmqp = noClasses().that()
		.resideOutsideOfPackage("..systemb.worker..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("com.rabbitmq..", "org.springframework.amqp..", "org.springframework.boot.amqp..")
		.because("the AMQP client is used in one place; other packages use the module messaging");

	@ArchTest
	static final ArchRule nothingDependsOnOpenTelemetry = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.opentelemetry..", "io.micrometer.tracing..")
		.because("OpenTelemetry is optional; messaging.tracing is always present");

	@ArchTest
	static final ArchRule systemsDoNotDependOnEachOther = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("io.asyncreply.systema..")
		.because("each system is built, started and replaced alone");

	@ArchTest
	static final ArchRule noCycles = slices().matching("io.asyncreply.systemb.(**)")
		.should()
		.beFreeOfCycles()
		.because("packages in a cycle cannot be understood or changed alone");

	@ArchTest
	static final ArchRule noFieldInjection = NO_CLASSES_SHOULD_USE_FIELD_INJECTION
		.because("constructors name all dependencies, so that tests can create objects with new");

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
		.because("configurations contain all wiring");

}
