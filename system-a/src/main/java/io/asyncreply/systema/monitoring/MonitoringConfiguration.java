package io.asyncreply.systema.monitoring;

import java.time.Clock;
import java.time.Duration;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.spi.LedgerListener;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;

/**
 * Beans of the metrics of requests and queues, of the Actuator endpoint, and of the
 * health of the workers.
 */
@Configuration(proxyBeanMethods = false)
class MonitoringConfiguration {

	@Bean
	LedgerListener requestMetrics(MeterRegistry meters, Clock clock) {
		return new RequestMetrics(meters, clock);
	}

	@Bean(initMethod = "start")
	OldestRequestMonitor oldestRequestMonitor(Ledger ledger, OperationRegistry operationRegistry, Clock clock,
			TaskScheduler ledgerTaskScheduler) {
		return new OldestRequestMonitor(ledger, operationRegistry, clock, ledgerTaskScheduler);
	}

	@Bean(initMethod = "start")
	UnknownOperationMonitor unknownOperationMonitor(Ledger ledger, OperationRegistry operationRegistry,
			TaskScheduler ledgerTaskScheduler) {
		return new UnknownOperationMonitor(ledger, operationRegistry, ledgerTaskScheduler);
	}

	@Bean
	HealthIndicator workersHealthIndicator(WorkerRegistry workerRegistry, OperationRegistry operationRegistry,
			UnknownOperationMonitor unknownOperationMonitor, Clock clock) {
		return new WorkersHealthIndicator(workerRegistry,
				operationRegistry.all()
					.stream()
					.flatMap((operation) -> Lane.SELECTABLE.stream()
						.map((lane) -> new RequestQueue(operation.name(), lane).name()))
					.toList(),
				unknownOperationMonitor, clock);
	}

	@Bean
	QueuesEndpoint queuesEndpoint(QueueDepthMonitor queueDepthMonitor, OldestRequestMonitor oldestRequestMonitor,
			QueueEstimators queueEstimators, WorkerRegistry workerRegistry, Clock clock) {
		return new QueuesEndpoint(queueDepthMonitor, oldestRequestMonitor, queueEstimators, workerRegistry, clock);
	}

	@Bean
	MeterBinder queueMetrics(QueueEstimators queueEstimators, WorkerRegistry workerRegistry) {
		return new QueueMetrics(queueEstimators, workerRegistry);
	}

	@Bean
	MeterBinder oldestRequestAgeMetrics(OldestRequestMonitor oldestRequestMonitor, Topology topology) {
		return (registry) -> topology.requestQueues()
			.forEach((queue) -> Gauge
				.builder("asyncreply.queue.oldest.age", oldestRequestMonitor,
						(monitor) -> monitor.age(queue).map(Duration::toMillis).orElse(0L) / 1_000.0)
				.tag("queue", queue)
				.baseUnit("seconds")
				.description("Time since the acceptance of the oldest waiting request of the queue")
				.register(registry));
	}

}
