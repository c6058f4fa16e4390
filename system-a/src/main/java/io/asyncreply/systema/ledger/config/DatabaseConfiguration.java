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
import io.asyncreply.messaging.DaemonThreadFactory;
import io.asyncreply.messaging.topology.VirtualHostOwnership;
import io.asyncreply.systema.ledger.admission.LedgerProperties;
import io.asyncreply.systema.ledger.commit.GroupCommitWriter;
import io.asyncreply.systema.ledger.commit.GroupTransactionExecutor;
import io.asyncreply.systema.ledger.commit.InDoubtCommits;
import io.asyncreply.systema.ledger.dao.BatchQueries;
import io.asyncreply.systema.ledger.dao.RequestListQuery;
import io.asyncreply.systema.ledger.dao.RequestQueries;
import io.asyncreply.systema.ledger.model.InstanceId;
import io.asyncreply.systema.ledger.spi.DispatchQueue;
import io.asyncreply.systema.ledger.sql.Dialect;
import io.asyncreply.systema.ledger.sql.WalCheckpointer;
import io.asyncreply.systema.ledger.sql.WriteSession;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;

/**
 * Beans of the database that {@code spring.datasource} names: one connection for writes
 * and two small pools for queries.
 */
@Configuration(proxyBeanMethods = false)
@Import(MigrationConfiguration.class)
@EnableConfigurationProperties({ LedgerProperties.class, DataSourceProperties.class })
class DatabaseConfiguration {

	/** Two threads read lists, and two read the results of batches. */
	private static final int LIST_CONNECTIONS = 4;

	@Bean
	Dialect dialect(DataSourceProperties properties) {
		Dialect dialect = Dialect.of(properties.determineUrl());
		dialect.prepareStorage();
		return dialect;
	}

	@Bean
	Closeable ledgerLock(Dialect dialect) {
		return dialect.lockExclusively();
	}

	/** Connections for reads by id. */
	@Bean
	@DependsOn("ledgerLock")
	HikariDataSource readersDataSource(DataSourceProperties properties, LedgerProperties ledgerProperties,
			Dialect dialect) {
		return readOnlyPool("ledger-readers", ledgerProperties.readers(), properties, dialect);
	}

	/** Connections for lists and batches, so that reads by id never wait for them. */
	@Bean
	@DependsOn("ledgerLock")
	HikariDataSource listsDataSource(DataSourceProperties properties, Dialect dialect) {
		return readOnlyPool("ledger-lists", LIST_CONNECTIONS, properties, dialect);
	}

	/** Does nothing on SQLite, which has no standby. */
	@Bean
	SmartInitializingSingleton standbyCheck(DataSource readersDataSource, LedgerProperties ledgerProperties,
			Dialect dialect) {
		return () -> {
			if (dialect.supportsMultipleInstances()) {
				StandbyCheck.check(JdbcClient.create(readersDataSource), ledgerProperties);
			}
		};
	}

	@Bean
	InstanceId instanceId() {
		return InstanceId.create();
	}

	/** Reads the id of the ledger once. */
	@Bean
	@DependsOnDatabaseInitialization
	VirtualHostOwnership virtualHostOwnership(DataSource readersDataSource) {
		return new VirtualHostOwnership(
				JdbcClient.create(readersDataSource).sql("select id from ledger").query(String.class).single());
	}

	/** The writer closes the session. */
	@Bean(destroyMethod = "")
	WriteSession writeSession(DataSourceProperties properties, Dialect dialect) {
		return new WriteSession(dataSource(properties, dialect.connectionProperties()), dialect);
	}

	@Bean(initMethod = "start", destroyMethod = "close")
	GroupCommitWriter groupCommitWriter(WriteSession writeSession, InstanceId instanceId, DispatchQueue dispatchQueue,
			Clock clock, MeterRegistry meters) {
		return new GroupCommitWriter(new GroupTransactionExecutor(writeSession, new InDoubtCommits(instanceId), clock),
				dispatchQueue, meters);
	}

	@Bean
	@DependsOnDatabaseInitialization
	RequestQueries requestQueries(DataSource readersDataSource, Clock clock) {
		return new RequestQueries(JdbcClient.create(readersDataSource), clock);
	}

	@Bean
	@DependsOnDatabaseInitialization
	RequestListQuery requestListQuery(DataSource listsDataSource) {
		return new RequestListQuery(JdbcClient.create(listsDataSource));
	}

	@Bean
	@DependsOnDatabaseInitialization
	BatchQueries batchQueries(DataSource listsDataSource) {
		return new BatchQueries(JdbcClient.create(listsDataSource));
	}

	/** A scheduler of its own, so that a slow database does not delay reconnections. */
	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService ledgerScheduler() {
		return Executors.newScheduledThreadPool(3, new DaemonThreadFactory("ledger-"));
	}

	@Bean
	TaskScheduler ledgerTaskScheduler(ScheduledExecutorService ledgerScheduler) {
		return new ConcurrentTaskScheduler(ledgerScheduler);
	}

	@Bean(initMethod = "start")
	@DependsOnDatabaseInitialization
	WalCheckpointer walCheckpointer(DataSourceProperties properties, Dialect dialect,
			TaskScheduler ledgerTaskScheduler) {
		return new WalCheckpointer(dataSource(properties, dialect.connectionProperties()), dialect,
				ledgerTaskScheduler);
	}

	private static HikariDataSource readOnlyPool(String name, int size, DataSourceProperties properties,
			Dialect dialect) {
		HikariConfig config = new HikariConfig();
		config.setPoolName(name);
		config.setJdbcUrl(properties.determineUrl());
		config.setUsername(properties.getUsername());
		config.setPassword(properties.getPassword());
		config.setMaximumPoolSize(size);
		config.setConnectionTimeout(2_000);
		dialect.connectionProperties().forEach(config::addDataSourceProperty);
		config.setConnectionInitSql(
				dialect.initStatements().isEmpty() ? null : String.join("; ", dialect.initStatements()));
		return new HikariDataSource(config);
	}

	static DataSource dataSource(DataSourceProperties properties, Map<String, String> connectionProperties) {
		Properties driverProperties = new Properties();
		driverProperties.putAll(connectionProperties);
		DriverManagerDataSource source = new DriverManagerDataSource(properties.determineUrl(), driverProperties);
		source.setUsername(properties.getUsername());
		source.setPassword(properties.getPassword());
		return source;
	}

}
