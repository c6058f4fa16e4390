package io.asyncreply.systemb;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.asyncreply.testsupport.architecture.ArchitectureRules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * The architecture rules of System B, and those that all modules share.
 */
@AnalyzeClasses(packages = "io.asyncreply", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchTests shared = ArchTests.in(ArchitectureRules.class);

	@ArchTest
	static final ArchRule handlersArePlainJava = classes().that()
		.resideInAPackage("..systemb.operation..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "org.jspecify..", "io.asyncreply.messages..", "..systemb.operation..")
		.because("a handler is written and tested without Spring and without a broker");

	@ArchTest
	static final ArchRule partsOfTheWorkerAreInternal = noClasses().that()
		.resideOutsideOfPackage("..systemb.worker..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("..worker.execution..", "..worker.task..")
		.because("monitoring and handlers need not know how a request is executed");

	@ArchTest
	static final ArchRule onlyTheWorkerSeesAmqp = noClasses().that()
		.resideInAPackage("..systemb..")
		.and()
		.resideOutsideOfPackage("..systemb.worker..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("com.rabbitmq..", "org.springframework.amqp..", "org.springframework.boot.amqp..")
		.because("the protocol changes in one place; the other packages use the module messaging");

	@ArchTest
	static final ArchRule openTelemetryIsOptional = noClasses().that()
		.resideInAPackage("..systemb..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.opentelemetry..", "io.micrometer.tracing..")
		.because("a collector is optional; messaging.tracing is always there");

}
