package io.asyncreply.systema;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules of System A's house.
 */
@AnalyzeClasses(packages = "io.asyncreply.systema", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule noCycles = slices().matching("io.asyncreply.systema.(*)..")
		.should()
		.beFreeOfCycles()
		.because("a package in a cycle cannot be understood or changed alone");

	@ArchTest
	static final ArchRule webDoesNotDependOnReplyAndDispatch = noClasses().that()
		.resideInAPackage("..systema.request..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("..systema.reply..", "..systema.dispatch..")
		.because(
				"a caller and the broker meet in the ledger, which is the truth, and in waiting, which shortens a wait");

	@ArchTest
	static final ArchRule coreDoesNotDependOnWeb = noClasses().that()
		.resideInAnyPackage("..systema.reply..", "..systema.dispatch..", "..systema.ledger..", "..systema.waiting..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("..systema.request..")
		.because("what happens to a request must not depend on how it was submitted");

	@ArchTest
	static final ArchRule ledgerDoesNotDependOnOtherFeatures = noClasses().that()
		.resideInAPackage("..systema.ledger..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("..systema.dispatch..", "..systema.reply..", "..systema.waiting..", "..systema.flow..")
		.because("all others build on the ledger, and it can be tried without any of them");

	@ArchTest
	static final ArchRule onlyWebDependsOnServletApi = noClasses().that()
		.resideOutsideOfPackage("..systema.request..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.web..", "org.springframework.http..", "jakarta.servlet..",
				"org.apache.catalina..")
		.because("another way in, or another web framework, must not touch the rest");

	@ArchTest
	static final ArchRule onlyDispatchAndReplyDependOnAmqp = noClasses().that()
		.resideOutsideOfPackages("..systema.dispatch..", "..systema.reply..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("com.rabbitmq..", "org.springframework.amqp..", "org.springframework.boot.amqp..")
		.because("the protocol changes in one place; the others ask through messages.amqp");

	@ArchTest
	static final ArchRule onlyLedgerDependsOnJdbc = noClasses().that()
		.resideOutsideOfPackage("..systema.ledger..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..", "org.springframework.dao..",
				"com.zaxxer.hikari..", "org.flywaydb..", "org.sqlite..", "org.postgresql..")
		.because("every statement stands where its condition can be read beside the others");

	@ArchTest
	static final ArchRule nothingDependsOnOpenTelemetry = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.opentelemetry..", "io.micrometer.tracing..")
		.because("what follows requests may be missing; messages.trace is there in any case");

	@ArchTest
	static final ArchRule systemsDoNotDependOnEachOther = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("io.asyncreply.systemb..")
		.because("each system is built, started and replaced without the other");

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
		.and()
		.haveSimpleNameNotEndingWith("Controller")
		.should()
		.beMetaAnnotatedWith("org.springframework.stereotype.Component")
		.because("the wiring stands in the configurations, where it can be read");

}
