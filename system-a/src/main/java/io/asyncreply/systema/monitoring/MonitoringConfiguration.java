package io.asyncreply.systema.monitoring;

import java.time.Clock;
import java.time.Duration;

import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.systema.estimation.DeadlineAdmissionPolicy;
import io.asyncreply.systema.estimation.EstimateMetrics;
import io.asyncreply.systema.estimation.QueueEstimatorUpdater;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.estimation.ScalingProperties;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.maintenance.ClusterMembership;
import io.asyncreply.systema.ledger.spi.LedgerListener;
import io.asyncreply.systema.worker.DispatchStatusMonitor;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.asyncreply.systema.worker.WorkersHealthIndicator;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;

/**
 * What is known of the flow of requests, as metrics and as an Actuator endpoint.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ScalingProperties.class)
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

	@Bean
	WorkerRegistry workerRegistry(ControlBus controlBus) {
		WorkerRegistry workerRegistry = new WorkerRegistry(controlBus::connectedFor, System::nanoTime);
		controlBus.addListener(Heartbeat.class, workerRegistry::onHeartbeat);
		return workerRegistry;
	}

	@Bean(initMethod = "start")
	DispatchStatusMonitor dispatchStatusMonitor(WorkerRegistry workerRegistry, BrokerConnections connections,
			Clock clock, TaskScheduler ledgerTaskScheduler) {
		return new DispatchStatusMonitor(workerRegistry, connections, clock, ledgerTaskScheduler);
	}

	@Bean
	HealthIndicator workersHealthIndicator(WorkerRegistry workerRegistry, QueueEstimators queueEstimators,
			Clock clock) {
		return new WorkersHealthIndicator(workerRegistry, queueEstimators.queues(), clock);
	}

	@Bean
	QueueEstimators queueEstimators(OperationRegistry operationRegistry, Clock clock, MeterRegistry meters,
			ScalingProperties scalingProperties) {
		return new QueueEstimators(operationRegistry, clock, new EstimateMetrics(meters),
				scalingProperties.targetWait());
	}

	@Bean
	DeadlineAdmissionPolicy deadlineAdmissionPolicy(QueueEstimators queueEstimators, Clock clock) {
		return new DeadlineAdmissionPolicy(queueEstimators, clock);
	}

	@Bean(initMethod = "start")
	QueueEstimatorUpdater queueEstimatorUpdater(QueueEstimators queueEstimators, WorkerRegistry workerRegistry,
			Ledger ledger, ClusterMembership clusterMembership, Clock clock, TaskScheduler ledgerTaskScheduler) {
		return new QueueEstimatorUpdater(queueEstimators, workerRegistry, ledger,
				new QueueEstimatorUpdater.UpdaterDependencies(clusterMembership, clock, ledgerTaskScheduler));
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
				.description("How long the oldest request of the queue has waited since it was accepted")
				.register(registry));
	}

}
