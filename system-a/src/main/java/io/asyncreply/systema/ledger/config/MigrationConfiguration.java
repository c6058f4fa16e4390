package io.asyncreply.systema.ledger.config;

import io.asyncreply.systema.ledger.sql.Dialect;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/**
 * Creates the tables of the ledger, and refuses to start on those of another build.
 */
@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {

	/**
	 * Migrates the database.
	 * @throws IllegalStateException if another build has created its tables
	 */
	@Bean
	@DependsOn("ledgerLock")
	Flyway flyway(DataSourceProperties properties, Dialect dialect) {
		Flyway flyway = Flyway.configure()
			.dataSource(DatabaseConfiguration.dataSource(properties, dialect.migrationProperties()))
			.locations("classpath:db/migration/" + DatabaseDriver.fromJdbcUrl(properties.determineUrl()).getId())
			.load();
		try {
			flyway.migrate();
		}
		catch (FlywayValidateException ex) {
			throw new IllegalStateException("Another build of System A has created the ledger, "
					+ "and this build cannot migrate it. Nothing was changed. Start the build that created it, "
					+ "or set spring.datasource.url (RUN_DIR for SQLite) to an empty database", ex);
		}
		return flyway;
	}

}
