package io.asyncreply.systema.ledger;

import java.util.Map;
import java.util.Properties;

import io.asyncreply.systema.ledger.sql.PostgresqlDialect;
import io.asyncreply.systema.ledger.sql.WriteSession;
import io.asyncreply.testsupport.server.TestPostgres;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Databases on the PostgreSQL server of the tests.
 */
public final class PostgresqlDatabase {

	private PostgresqlDatabase() {
	}

	public static Map<String, Object> newDatabase() {
		TestPostgres postgres = TestPostgres.shared();
		return Map.of("spring.datasource.url", postgres.newDatabase(), "spring.datasource.username",
				postgres.username(), "spring.datasource.password", postgres.password());
	}

	public static WriteSession openSession(Map<String, Object> database) {
		PostgresqlDialect dialect = new PostgresqlDialect();
		Properties properties = new Properties();
		properties.putAll(dialect.connectionProperties());
		DriverManagerDataSource source = dataSource(database);
		source.setConnectionProperties(properties);
		return new WriteSession(source, dialect);
	}

	static DriverManagerDataSource dataSource(Map<String, Object> database) {
		return new DriverManagerDataSource(String.valueOf(database.get("spring.datasource.url")),
				String.valueOf(database.get("spring.datasource.username")),
				String.valueOf(database.get("spring.datasource.password")));
	}

}
