package io.asyncreply.systema.dispatch.recovery;

import java.time.Clock;
import java.time.Duration;

import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.RequestRepublisher;
import io.asyncreply.systema.ledger.spi.RepublishSchedule;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.validation.annotation.Validated;

/**
 * Beans that detect and republish requests that the broker has lost.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecoveryConfiguration.RecoveryProperties.class)
class RecoveryConfiguration {

	@Bean
	LossDetectors lossDetectors(OperationRegistry operationRegistry, RecoveryProperties properties) {
		return new LossDetectors(operationRegistry, properties.quietPeriod());
	}

	@Bean
	QueueObserver queueObserver(QueueDepthMonitor queueDepthMonitor, WorkerRegistry workerRegistry) {
		return new QueueObserver(queueDepthMonitor, workerRegistry);
	}

	@Bean
	LostRequestRepublishers lostRequestRepublishers(LossDetectors lossDetectors, QueueObserver queueObserver,
			LostRequestRepublisher.LostRequestLedger lostRequestLedger, MeterRegistry meters) {
		return new LostRequestRepublishers(lossDetectors
			.map((lossDetector) -> new LostRequestRepublisher(lossDetector, queueObserver, lostRequestLedger, meters)));
	}

	@Bean
	RepublishSchedule republishSchedule(RecoveryProperties properties) {
		return new BackoffRepublishSchedule(properties.maxRepublishes());
	}

	@Bean
	LostRequestRepublisher.LostRequestLedger lostRequestLedger(Outbox outbox, RequestRepublisher requestRepublisher,
			RecoveryProperties properties) {
		return new LostRequestRepublisher.LostRequestLedger(outbox, requestRepublisher, properties.maxRepublished());
	}

	@Bean(initMethod = "start")
	RecoveryScheduler recoveryScheduler(LostRequestRepublishers lostRequestRepublishers, QueueObserver queueObserver,
			Clock clock, TaskScheduler ledgerTaskScheduler) {
		return new RecoveryScheduler(lostRequestRepublishers, queueObserver, clock, ledgerTaskScheduler);
	}

	/**
	 * Settings of the loss detection.
	 *
	 * @param quietPeriod time for which a queue must be stable before a request counts as
	 * lost; at least the time that a publisher confirm may take
	 * @param maxRepublished most requests of one queue that are republished every 5 s
	 * @param maxRepublishes most times that one request is republished, also after its
	 * message became a dead letter; then it fails as {@code broker-lost}
	 */
	@Validated
	@ConfigurationProperties("asyncreply.recovery")
	record RecoveryProperties(@DefaultValue("15s") @DurationMin(millis = 100) Duration quietPeriod,
			@DefaultValue("2000") @Min(1) @Max(20_000) int maxRepublished,
			@DefaultValue("10") @Min(1) @Max(1_000) int maxRepublishes) {

	}

}
