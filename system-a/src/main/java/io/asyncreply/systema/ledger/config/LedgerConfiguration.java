package io.asyncreply.systema.ledger.config;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messaging.topology.VirtualHostOwnership;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.LiveInstances;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.ReplyRecorder;
import io.asyncreply.systema.ledger.RequestRepublisher;
import io.asyncreply.systema.ledger.RequestAcceptor;
import io.asyncreply.systema.ledger.admission.AdmissionPolicy;
import io.asyncreply.systema.ledger.admission.BacklogLimiter;
import io.asyncreply.systema.ledger.admission.LedgerProperties;
import io.asyncreply.systema.ledger.admission.OwnershipAdmissionPolicy;
import io.asyncreply.systema.ledger.batch.BatchCountCache;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.ledger.batch.BatchWriter;
import io.asyncreply.systema.ledger.commit.GroupCommitWriter;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.commit.SentMarkBuffer;
import io.asyncreply.systema.ledger.dao.BatchQueries;
import io.asyncreply.systema.ledger.dao.RequestListQuery;
import io.asyncreply.systema.ledger.dao.RequestQueries;
import io.asyncreply.systema.ledger.maintenance.DeadInstanceDetector;
import io.asyncreply.systema.ledger.maintenance.InstanceFailover;
import io.asyncreply.systema.ledger.maintenance.LedgerMaintenance;
import io.asyncreply.systema.ledger.maintenance.LedgerSweeper;
import io.asyncreply.systema.ledger.maintenance.RetentionProperties;
import io.asyncreply.systema.ledger.model.InstanceId;
import io.asyncreply.systema.ledger.spi.DispatchQueue;
import io.asyncreply.systema.ledger.spi.ExpiryGrace;
import io.asyncreply.systema.ledger.spi.LedgerListener;
import io.asyncreply.systema.ledger.spi.RepublishSchedule;
import io.asyncreply.systema.ledger.spi.RetrySchedule;
import io.asyncreply.systema.ledger.sql.Dialect;
import io.asyncreply.systema.ledger.sql.WalCheckpointer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.TaskScheduler;

/**
 * Beans of the ledger.
 */
@Configuration(proxyBeanMethods = false)
@Import(DatabaseConfiguration.class)
@EnableConfigurationProperties(RetentionProperties.class)
public class LedgerConfiguration {

	@Bean
	BacklogLimiter backlogLimiter(LedgerProperties properties, AdmissionPolicy admissionPolicy,
			VirtualHostOwnership ownership, DispatchQueue dispatchQueue, MeterRegistry meters) {
		return new BacklogLimiter(properties, new OwnershipAdmissionPolicy(ownership, admissionPolicy), dispatchQueue,
				meters);
	}

	@Bean
	SentMarkBuffer sentMarkBuffer() {
		return new SentMarkBuffer();
	}

	@Bean
	LedgerTemplate ledgerTemplate(GroupCommitWriter groupCommitWriter, SentMarkBuffer sentMarkBuffer,
			BacklogLimiter backlogLimiter, ObjectProvider<LedgerListener> listeners,
			ScheduledExecutorService ledgerScheduler) {
		return new LedgerTemplate(groupCommitWriter, sentMarkBuffer, backlogLimiter, listeners.orderedStream().toList(),
				ledgerScheduler);
	}

	@Bean
	RequestAcceptor requestAcceptor(LedgerTemplate ledgerTemplate, InstanceId instanceId) {
		return new RequestAcceptor(ledgerTemplate, instanceId);
	}

	@Bean
	Ledger ledger(LedgerTemplate ledgerTemplate, RequestQueries queries, RequestListQuery requestListQuery,
			BacklogLimiter backlogLimiter, RequestAcceptor requestAcceptor, WalCheckpointer walCheckpointer) {
		return new Ledger(ledgerTemplate, queries, requestListQuery, backlogLimiter, requestAcceptor, walCheckpointer);
	}

	@Bean
	BatchLedger batchLedger(LedgerTemplate ledgerTemplate, RequestAcceptor requestAcceptor, BatchQueries queries,
			BacklogLimiter backlogLimiter, InstanceId instanceId) {
		return new BatchLedger(new BatchWriter(ledgerTemplate, requestAcceptor, queries, backlogLimiter, instanceId),
				queries, new BatchCountCache(queries::countByState, System::nanoTime));
	}

	@Bean
	ReplyRecorder replyRecorder(LedgerTemplate ledgerTemplate, RetrySchedule retrySchedule) {
		return new ReplyRecorder(ledgerTemplate, retrySchedule);
	}

	@Bean
	Outbox outbox(LedgerTemplate ledgerTemplate, SentMarkBuffer sentMarkBuffer, RequestQueries queries,
			InstanceId instanceId, Clock clock) {
		return new Outbox(ledgerTemplate, sentMarkBuffer, queries, instanceId, clock);
	}

	@Bean
	RequestRepublisher requestRepublisher(LedgerTemplate ledgerTemplate, RepublishSchedule republishSchedule) {
		return new RequestRepublisher(ledgerTemplate, republishSchedule);
	}

	@Bean
	LedgerSweeper ledgerSweeper(LedgerTemplate ledgerTemplate, ExpiryGrace expiryGrace, RetentionProperties retention,
			WalCheckpointer walCheckpointer) {
		return new LedgerSweeper(ledgerTemplate, expiryGrace, retention, walCheckpointer);
	}

	@Bean
	LiveInstances liveInstances() {
		return new LiveInstances();
	}

	/** Takes over requests before this instance accepts its first one. */
	@Bean
	InstanceFailover instanceFailover(LedgerTemplate ledgerTemplate, RequestQueries queries,
			BacklogLimiter backlogLimiter, InstanceId instanceId, LiveInstances liveInstances, Dialect dialect,
			TaskScheduler ledgerTaskScheduler) {
		InstanceFailover instanceFailover = new InstanceFailover(ledgerTemplate, queries, backlogLimiter, instanceId,
				new DeadInstanceDetector(instanceId, liveInstances));
		instanceFailover.start(dialect.supportsMultipleInstances());
		if (dialect.supportsMultipleInstances()) {
			instanceFailover.startHeartbeats(ledgerTaskScheduler);
		}
		return instanceFailover;
	}

	@Bean(initMethod = "start")
	LedgerMaintenance ledgerMaintenance(Outbox outbox, LedgerSweeper ledgerSweeper, RetentionProperties retention,
			TaskScheduler ledgerTaskScheduler) {
		return new LedgerMaintenance(outbox, ledgerSweeper, retention.pause(), ledgerTaskScheduler);
	}

	@Bean
	HealthIndicator ledgerHealthIndicator(GroupCommitWriter groupCommitWriter, Ledger ledger, Dialect dialect,
			VirtualHostOwnership ownership) {
		return new LedgerHealthIndicator(groupCommitWriter, ledger, dialect, ownership);
	}

	@Bean
	MeterBinder ledgerMetrics(Ledger ledger) {
		return (registry) -> Gauge.builder("asyncreply.requests.open", ledger, Ledger::countOpen)
			.description("Open requests")
			.register(registry);
	}

}
