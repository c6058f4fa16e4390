package io.asyncreply.systema.ledger.config;

import java.io.Closeable;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.asyncreply.systema.ledger.admission.LedgerProperties;
import io.asyncreply.systema.ledger.commit.InDoubtCommits;
import io.asyncreply.systema.ledger.commit.LedgerWriter;
import io.asyncreply.systema.ledger.dao.BatchQueries;
import io.asyncreply.systema.ledger.dao.RequestQueries;
import io.asyncreply.systema.ledger.model.InstanceId;
import io.asyncreply.systema.ledger.spi.DispatchQueue;
import io.asyncreply.systema.ledger.sql.Dialect;
import io.asyncreply.systema.ledger.sql.WalCheckpointer;
import io.asyncreply.systema.ledger.sql.WriteSession;
import io.micrometer.core.instrument.MeterRegistry;
import org.flywaydb.core.Flyway;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The database that {@code spring.datasource} names: one connection that writes, a small
 * pool that reads.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ LedgerProperties.class, DataSourceProperties.class })
class DatabaseConfiguration {

	@Bean
	Dialect dialect(DataSourceProperties properties) {
		Dialect dialect = Dialect.of(properties.determineUrl());
		dialect.prepare();
		return dialect;
	}

	@Bean
	Closeable ledgerLock(Dialect dialect) {
		return dialect.claimExclusively();
	}

	@Bean
	HikariDataSource readers(DataSourceProperties properties, LedgerProperties ledger, Dialect dialect,
			Closeable ledgerLock) {
		HikariConfig config = new HikariConfig();
		config.setPoolName("ledger-readers");
		config.setJdbcUrl(properties.determineUrl());
		config.setUsername(properties.getUsername());
		config.setPassword(properties.getPassword());
		config.setMaximumPoolSize(ledger.readers());
		config.setConnectionTimeout(2_000);
		dialect.connectionProperties().forEach(config::addDataSourceProperty);
		config.setConnectionInitSql(dialect.settings().isEmpty() ? null : String.join("; ", dialect.settings()));
		return new HikariDataSource(config);
	}

	@Bean
	Flyway flyway(DataSourceProperties properties, Dialect dialect, Closeable ledgerLock) {
		Flyway flyway = Flyway.configure()
			.dataSource(connections(properties, dialect.migrationProperties()))
			.placeholders(Map.of("bytes", dialect.bytesType()))
			.load();
		flyway.migrate();
		return flyway;
	}

	@Bean
	InstanceId instance() {
		return InstanceId.create();
	}

	/** The writer opens and closes it. */
	@Bean(destroyMethod = "")
	WriteSession writing(DataSourceProperties properties, Dialect dialect) {
		return new WriteSession(connections(properties, dialect.connectionProperties()), dialect);
	}

	@Bean(destroyMethod = "close")
	LedgerWriter ledgerWriter(WriteSession writing, InstanceId instance, DispatchQueue outlet, Clock clock,
			MeterRegistry meters) {
		return new LedgerWriter(writing, new InDoubtCommits(instance), outlet, clock, meters);
	}

	@Bean
	RequestQueries ledgerReader(DataSource readers, Flyway migrated, Clock clock) {
		return new RequestQueries(JdbcClient.create(readers), clock);
	}

	@Bean
	BatchQueries batchReader(DataSource readers, Flyway migrated) {
		return new BatchQueries(JdbcClient.create(readers));
	}

	/** Apart from the broker's, so that a slow database never delays a reconnection. */
	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService ledgerScheduler() {
		return Executors.newScheduledThreadPool(3, (task) -> {
			Thread thread = new Thread(task, "ledger");
			thread.setDaemon(true);
			return thread;
		});
	}

	@Bean
	WalCheckpointer checkpoints(DataSourceProperties properties, Dialect dialect, Flyway migrated,
			ScheduledExecutorService ledgerScheduler) {
		return new WalCheckpointer(connections(properties, dialect.connectionProperties()), dialect, ledgerScheduler);
	}

	private static DataSource connections(DataSourceProperties properties, Map<String, String> connectionProperties) {
		Properties connection = new Properties();
		connection.putAll(connectionProperties);
		DriverManagerDataSource source = new DriverManagerDataSource(properties.determineUrl(), connection);
		source.setUsername(properties.getUsername());
		source.setPassword(properties.getPassword());
		return source;
	}

}
