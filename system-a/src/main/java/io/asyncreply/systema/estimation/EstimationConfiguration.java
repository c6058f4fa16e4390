package io.asyncreply.systema.estimation;

import java.time.Clock;
import java.time.Duration;

import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.LiveInstances;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.validation.annotation.Validated;

/**
 * Beans that estimate when requests complete.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EstimationConfiguration.ScalingProperties.class)
class EstimationConfiguration {

	@Bean
	QueueEstimators queueEstimators(OperationRegistry operationRegistry, Clock clock, MeterRegistry meters,
			ScalingProperties properties) {
		return new QueueEstimators(operationRegistry, clock, new EstimateMetrics(meters), properties.targetWait());
	}

	@Bean
	OpenRequestRecount openRequestRecount(QueueEstimators queueEstimators, Ledger ledger, LiveInstances liveInstances) {
		return new OpenRequestRecount(queueEstimators, ledger, liveInstances);
	}

	@Bean(initMethod = "start")
	QueueEstimatorUpdater queueEstimatorUpdater(QueueEstimators queueEstimators, WorkerRegistry workerRegistry,
			OpenRequestRecount openRequestRecount, Clock clock, TaskScheduler ledgerTaskScheduler) {
		return new QueueEstimatorUpdater(queueEstimators, workerRegistry, openRequestRecount, clock,
				ledgerTaskScheduler);
	}

	@Bean
	DeadlineAdmissionPolicy deadlineAdmissionPolicy(QueueEstimators queueEstimators, Clock clock) {
		return new DeadlineAdmissionPolicy(queueEstimators, clock);
	}

	/**
	 * Settings of the number of workers that an autoscaler reads.
	 *
	 * @param targetWait time within which the needed workers can process all open
	 * requests of a queue
	 */
	@Validated
	@ConfigurationProperties("asyncreply.scaling")
	record ScalingProperties(@DefaultValue("30s") @DurationMin(seconds = 1) Duration targetWait) {

	}

}
