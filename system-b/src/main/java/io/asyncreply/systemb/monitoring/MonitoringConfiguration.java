package io.asyncreply.systemb.monitoring;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.systemb.worker.QueueWorkers;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Wires what System B tells of its queues.
 */
@Configuration(proxyBeanMethods = false)
class MonitoringConfiguration {

	@Bean
	UnknownDepth absence(BrokerConnections connections) {
		return new UnknownDepth(connections);
	}

	@Bean
	QueuesEndpoint queuesEndpoint(QueueWorkers endpoints, QueueDepthMonitor depths, UnknownDepth absence, Clock clock) {
		return new QueuesEndpoint(endpoints, depths, absence, clock);
	}

	@Bean
	HeartbeatSender pulses(QueueWorkers endpoints, ControlBus bus, ScheduledExecutorService ticker) {
		return new HeartbeatSender(endpoints, bus, ticker);
	}

	@Bean
	WorkerMetrics flowMetrics(QueueWorkers endpoints) {
		return new WorkerMetrics(endpoints);
	}

	@Bean
	HealthIndicator consumersHealthIndicator(QueueWorkers endpoints, QueueDepthMonitor depths, UnknownDepth absence) {
		return new ConsumersHealthIndicator(endpoints, depths, absence);
	}

}
