package io.asyncreply.systema.ledger.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

import javax.sql.DataSource;

import io.asyncreply.messaging.startup.StartRefusedException;
import io.asyncreply.systema.ledger.sql.Dialect;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.flyway.autoconfigure.FlywayProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Lets Spring Boot's Flyway create the tables of the ledger, and refuses to start on
 * those of another build.
 */
@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {

	private static final Set<MigrationState> FUTURE = EnumSet.of(MigrationState.FUTURE_SUCCESS,
			MigrationState.FUTURE_FAILED);

	/** How the description of a migration begins that older builds tolerate. */
	private static final String COMPATIBLE = "compatible";

	/** Connects as {@code spring.flyway.user}, or as the user of the ledger. */
	@Bean(defaultCandidate = false)
	@FlywayDataSource
	@DependsOn("ledgerLock")
	DataSource migrationDataSource(DataSourceProperties ledger, FlywayProperties flyway, Dialect dialect) {
		Properties driverProperties = new Properties();
		driverProperties.putAll(dialect.migrationProperties());
		DriverManagerDataSource source = new DriverManagerDataSource(
				Objects.requireNonNullElseGet(flyway.getUrl(), ledger::determineUrl), driverProperties);
		boolean ownUser = flyway.getUser() != null;
		source.setUsername(ownUser ? flyway.getUser() : ledger.getUsername());
		source.setPassword(ownUser ? flyway.getPassword() : ledger.getPassword());
		return source;
	}

	/**
	 * Migrates the database, or throws {@link StartRefusedException} if another build has
	 * created its tables.
	 */
	@Bean
	FlywayMigrationStrategy flywayMigrationStrategy() {
		return (flyway) -> {
			try {
				requireNoNewerSchema(flyway);
				flyway.migrate();
			}
			catch (FlywayValidateException ex) {
				throw new StartRefusedException(
						"Another build of System A has created the ledger, and this build cannot migrate it. "
								+ "Nothing was changed",
						"Start the build that created it, or set spring.datasource.url (RUN_DIR for SQLite) to an empty database",
						ex);
			}
		};
	}

	/** A newer build may have moved data where this build neither reads nor keeps it. */
	private static void requireNoNewerSchema(Flyway flyway) {
		Arrays.stream(flyway.info().applied())
			.filter((migration) -> FUTURE.contains(migration.getState()))
			.filter((migration) -> !migration.getDescription().startsWith(COMPATIBLE))
			.findFirst()
			.ifPresent((migration) -> {
				flyway.validate(); // another history altogether is reported as such
				throw new StartRefusedException(
						"A newer System A has migrated the ledger to version " + migration.getVersion()
								+ ", which this one does not know. Nothing was changed",
						"Start the newer System A, or restore a backup from before its first start", null);
			});
	}

}
