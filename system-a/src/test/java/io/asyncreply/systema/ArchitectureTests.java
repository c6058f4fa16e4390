package io.asyncreply.systema;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.asyncreply.testsupport.architecture.ArchitectureRules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * The architecture rules of System A, and those that all modules share.
 */
@AnalyzeClasses(packages = "io.asyncreply", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchTests shared = ArchTests.in(ArchitectureRules.class);

	@ArchTest
	static final ArchRule webDoesNotDependOnMessaging = noClasses().that()
		.resideInAPackage("..systema.web..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("..systema.reply..", "..systema.dispatch..")
		.because("HTTP and the broker meet in the ledger, which is the truth, and in waiting, which shortens a wait");

	@ArchTest
	static final ArchRule onlyWebDependsOnWeb = noClasses().that()
		.resideInAPackage("..systema..")
		.and()
		.resideOutsideOfPackage("..systema.web..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("..systema.web..")
		.because("the fate of a request does not depend on the way it was submitted");

	@ArchTest
	static final ArchRule ledgerDependsOnNoOtherFeature = noClasses().that()
		.resideInAPackage("..systema.ledger..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("..systema.dispatch..", "..systema.reply..", "..systema.waiting..",
				"..systema.estimation..", "..systema.worker..", "..systema.monitoring..")
		.because("all features build on the ledger, and tests run it without any of them");

	@ArchTest
	static final ArchRule partsOfTheLedgerAreInternal = noClasses().that()
		.resideOutsideOfPackage("..systema.ledger..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("..ledger.sql..", "..ledger.dao..", "..ledger.commit..", "..ledger.maintenance..",
				"..ledger.config..")
		.because("a change of the storage must not reach beyond the ledger");

	@ArchTest
	static final ArchRule onlyWebSeesTheWebFramework = noClasses().that()
		.resideInAPackage("..systema..")
		.and()
		.resideOutsideOfPackage("..systema.web..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.web..", "org.springframework.http..", "jakarta.servlet..",
				"org.apache.catalina..")
		.because("another way in, or another web framework, must not change the rest");

	@ArchTest
	static final ArchRule onlyDispatchAndReplySeeAmqp = noClasses().that()
		.resideInAPackage("..systema..")
		.and()
		.resideOutsideOfPackages("..systema.dispatch..", "..systema.reply..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("com.rabbitmq..", "org.springframework.amqp..", "org.springframework.boot.amqp..")
		.because("the protocol changes in one place; the other packages use the module messaging");

	@ArchTest
	static final ArchRule onlyTheLedgerSeesJdbc = noClasses().that()
		.resideOutsideOfPackages("..systema.ledger..", "..testsupport..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..", "org.springframework.dao..",
				"com.zaxxer.hikari..", "org.flywaydb..", "org.sqlite..", "org.postgresql..")
		.because("every statement is beside the other statements, so that their conditions can be compared");

	@ArchTest
	static final ArchRule openTelemetryIsOptional = noClasses().that()
		.resideInAPackage("..systema..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.opentelemetry..", "io.micrometer.tracing..")
		.because("a collector is optional; messaging.tracing is always there");

}
