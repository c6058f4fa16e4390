package io.asyncreply.systema.monitoring;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

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

	@Bean
	OldestRequestMonitor oldestWaiting(Ledger ledger, OperationRegistry operations, Clock clock,
			ScheduledExecutorService ledgerScheduler) {
		return new OldestRequestMonitor(ledger, operations, clock, ledgerScheduler);
	}

	@Bean
	WorkerRegistry workers(ControlBus bus) {
		WorkerRegistry workers = new WorkerRegistry(bus::listeningFor, System::nanoTime);
		bus.listen(Heartbeat.class, workers::hear);
		return workers;
	}

	@Bean
	DispatchStatusMonitor lookout(WorkerRegistry workers, BrokerConnections connections, Clock clock,
			ScheduledExecutorService ledgerScheduler) {
		return new DispatchStatusMonitor(workers, connections, clock, ledgerScheduler);
	}

	@Bean
	HealthIndicator workersHealthIndicator(WorkerRegistry workers, QueueEstimators flows, Clock clock) {
		return new WorkersHealthIndicator(workers, flows.queues(), clock);
	}

	@Bean
	QueueEstimators flows(OperationRegistry operations, Clock clock, MeterRegistry meters, ScalingProperties scaling) {
		return new QueueEstimators(operations, clock, new EstimateMetrics(meters), scaling.longestWait());
	}

	@Bean
	DeadlineAdmissionPolicy admission(QueueEstimators flows, Clock clock) {
		return new DeadlineAdmissionPolicy(flows, clock);
	}

	@Bean
	QueueEstimatorUpdater flowTicker(QueueEstimators flows, WorkerRegistry workers, Ledger ledger,
			ClusterMembership peers, Clock clock, ScheduledExecutorService ledgerScheduler) {
		return new QueueEstimatorUpdater(flows, workers, ledger,
				new QueueEstimatorUpdater.UpdaterDependencies(peers, clock, ledgerScheduler));
	}

	@Bean
	QueuesEndpoint queuesEndpoint(QueueDepthMonitor depths, OldestRequestMonitor oldest, QueueEstimators flows,
			WorkerRegistry workers, Clock clock) {
		return new QueuesEndpoint(depths, oldest, flows, workers, clock);
	}

	@Bean
	MeterBinder flowMetrics(QueueEstimators flows, WorkerRegistry workers) {
		return new QueueMetrics(flows, workers);
	}

	@Bean
	MeterBinder oldestAgeMetrics(OldestRequestMonitor oldest, Topology topology) {
		return (registry) -> topology.requestQueues()
			.forEach((queue) -> Gauge
				.builder("asyncreply.queue.oldest.age", oldest,
						(source) -> source.age(queue).map(Duration::toMillis).orElse(0L) / 1_000.0)
				.tag("queue", queue)
				.baseUnit("seconds")
				.description("How long the oldest request of the queue has waited since it was accepted")
				.register(registry));
	}

}
