package io.asyncreply.systema.ledger.config;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.ReplyRecorder;
import io.asyncreply.systema.ledger.RequestAcceptor;
import io.asyncreply.systema.ledger.admission.AdmissionPolicy;
import io.asyncreply.systema.ledger.admission.BacklogLimiter;
import io.asyncreply.systema.ledger.admission.LedgerProperties;
import io.asyncreply.systema.ledger.batch.BatchCountCache;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.ledger.batch.BatchWriter;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.commit.LedgerWriter;
import io.asyncreply.systema.ledger.commit.SentMarkBuffer;
import io.asyncreply.systema.ledger.dao.BatchQueries;
import io.asyncreply.systema.ledger.dao.RequestQueries;
import io.asyncreply.systema.ledger.maintenance.ClusterMembership;
import io.asyncreply.systema.ledger.maintenance.InstanceFailover;
import io.asyncreply.systema.ledger.maintenance.LedgerMaintenance;
import io.asyncreply.systema.ledger.maintenance.LedgerSweeper;
import io.asyncreply.systema.ledger.maintenance.RetentionProperties;
import io.asyncreply.systema.ledger.model.InstanceId;
import io.asyncreply.systema.ledger.spi.DispatchQueue;
import io.asyncreply.systema.ledger.spi.ExpiryGrace;
import io.asyncreply.systema.ledger.spi.LedgerListener;
import io.asyncreply.systema.ledger.spi.RetrySchedule;
import io.asyncreply.systema.ledger.sql.Dialect;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The ledger and the sides it shows to callers, to the exchange and to replies.
 */
@Configuration(proxyBeanMethods = false)
@Import(DatabaseConfiguration.class)
@EnableConfigurationProperties(RetentionProperties.class)
public class LedgerConfiguration {

	@Bean
	BacklogLimiter intake(LedgerProperties properties, AdmissionPolicy rule, MeterRegistry meters) {
		return new BacklogLimiter(properties, rule, meters);
	}

	@Bean
	SentMarkBuffer sentMarks() {
		return new SentMarkBuffer();
	}

	@Bean
	LedgerTemplate changes(LedgerWriter writer, SentMarkBuffer marks, BacklogLimiter intake,
			ObjectProvider<LedgerListener> listeners, ScheduledExecutorService ledgerScheduler) {
		return new LedgerTemplate(writer, marks, intake, listeners.orderedStream().toList(), ledgerScheduler);
	}

	@Bean
	RequestAcceptor threshold(LedgerTemplate changes, BacklogLimiter intake, DispatchQueue outlet,
			InstanceId instance) {
		return new RequestAcceptor(changes, intake, outlet, instance);
	}

	@Bean
	Ledger ledger(LedgerTemplate changes, RequestQueries reader, BacklogLimiter intake, RequestAcceptor threshold) {
		return new Ledger(changes, reader, intake, threshold);
	}

	@Bean
	BatchLedger batches(LedgerTemplate changes, RequestAcceptor threshold, BatchQueries reader, BacklogLimiter intake,
			InstanceId instance) {
		return new BatchLedger(new BatchWriter(changes, threshold, reader, intake, instance), reader,
				new BatchCountCache(reader::count, System::nanoTime));
	}

	@Bean
	ReplyRecorder settlements(LedgerTemplate changes, RetrySchedule retries) {
		return new ReplyRecorder(changes, retries);
	}

	@Bean
	Outbox outbox(LedgerTemplate changes, SentMarkBuffer marks, RequestQueries reader, InstanceId instance,
			Clock clock) {
		return new Outbox(changes, marks, reader, instance, clock);
	}

	@Bean
	LedgerSweeper sweeper(LedgerTemplate changes, ExpiryGrace grace, RetentionProperties retention) {
		return new LedgerSweeper(changes, grace, retention);
	}

	@Bean
	ClusterMembership peers() {
		return new ClusterMembership();
	}

	/** Comes before everything else. */
	@Bean
	InstanceFailover succession(LedgerTemplate changes, RequestQueries reader, BacklogLimiter intake,
			InstanceId instance, ClusterMembership peers, Dialect dialect, ScheduledExecutorService ledgerScheduler) {
		InstanceFailover succession = new InstanceFailover(changes, reader, intake, instance, peers);
		succession.begin(dialect.isShared());
		if (dialect.isShared()) {
			succession.watch(ledgerScheduler);
		}
		return succession;
	}

	@Bean
	LedgerMaintenance ledgerUpkeep(Outbox outbox, LedgerSweeper sweeper, RetentionProperties retention,
			ScheduledExecutorService ledgerScheduler) {
		return new LedgerMaintenance(outbox, sweeper, retention.pause(), ledgerScheduler);
	}

	@Bean
	HealthIndicator ledgerHealthIndicator(LedgerWriter writer, Ledger ledger) {
		return new LedgerHealthIndicator(writer, ledger);
	}

	@Bean
	MeterBinder ledgerMetrics(Ledger ledger) {
		return (registry) -> Gauge.builder("asyncreply.requests.open", ledger, Ledger::countOpen)
			.description("Requests that have not ended")
			.register(registry);
	}

}
