package io.asyncreply.systema.ledger;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

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
class LedgerConfiguration {

	@Bean
	Intake intake(LedgerProperties properties, AdmissionRule rule, MeterRegistry meters) {
		return new Intake(properties, rule, meters);
	}

	@Bean
	SentMarks sentMarks() {
		return new SentMarks();
	}

	@Bean
	Changes changes(LedgerWriter writer, SentMarks marks, Intake intake, ObjectProvider<LedgerListener> listeners,
			ScheduledExecutorService ledgerScheduler) {
		return new Changes(writer, marks, intake, listeners.orderedStream().toList(), ledgerScheduler);
	}

	@Bean
	Threshold threshold(Changes changes, Intake intake, Outlet outlet, Instance instance) {
		return new Threshold(changes, intake, outlet, instance);
	}

	@Bean
	Ledger ledger(Changes changes, LedgerReader reader, Intake intake, Threshold threshold) {
		return new Ledger(changes, reader, intake, threshold);
	}

	@Bean
	Batches batches(Changes changes, Threshold threshold, BatchReader reader, Intake intake, Instance instance) {
		return new Batches(new BatchWriter(changes, threshold, reader, intake, instance), reader,
				new BatchCounts(reader::count, System::nanoTime));
	}

	@Bean
	Settlements settlements(Changes changes, RetryRule retries) {
		return new Settlements(changes, retries);
	}

	@Bean
	Outbox outbox(Changes changes, SentMarks marks, LedgerReader reader, Instance instance, Clock clock) {
		return new Outbox(changes, marks, reader, instance, clock);
	}

	@Bean
	Sweeper sweeper(Changes changes, ReplyGrace grace, RetentionProperties retention) {
		return new Sweeper(changes, grace, retention);
	}

	@Bean
	Peers peers() {
		return new Peers();
	}

	/** Comes before everything else. */
	@Bean
	Succession succession(Changes changes, LedgerReader reader, Intake intake, Instance instance, Peers peers,
			Dialect dialect, ScheduledExecutorService ledgerScheduler) {
		Succession succession = new Succession(changes, reader, intake, instance, peers);
		succession.begin(dialect.isShared());
		if (dialect.isShared()) {
			succession.watch(ledgerScheduler);
		}
		return succession;
	}

	@Bean
	LedgerUpkeep ledgerUpkeep(Outbox outbox, Sweeper sweeper, RetentionProperties retention,
			ScheduledExecutorService ledgerScheduler) {
		return new LedgerUpkeep(outbox, sweeper, retention.pause(), ledgerScheduler);
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
