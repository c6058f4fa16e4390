package io.asyncreply.systemb.monitoring;

import java.time.Clock;

import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.systemb.worker.QueueWorkers;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;

/**
 * Configures heartbeats, metrics, health and the Actuator endpoint of System B.
 */
@Configuration(proxyBeanMethods = false)
class MonitoringConfiguration {

	@Bean
	QueuesEndpoint queuesEndpoint(QueueWorkers queueWorkers, QueueDepthMonitor depthMonitor,
			BrokerConnections connections, Clock clock) {
		return new QueuesEndpoint(queueWorkers, depthMonitor, connections, clock);
	}

	@Bean(initMethod = "start")
	HeartbeatSender heartbeatSender(QueueWorkers queueWorkers, ControlBus controlBus, TaskScheduler tickScheduler) {
		return new HeartbeatSender(queueWorkers, controlBus, tickScheduler);
	}

	@Bean
	WorkerMetrics workerMetrics(QueueWorkers queueWorkers) {
		return new WorkerMetrics(queueWorkers);
	}

	@Bean
	HealthIndicator consumersHealthIndicator(QueueWorkers queueWorkers, QueueDepthMonitor depthMonitor,
			BrokerConnections connections) {
		return new ConsumersHealthIndicator(queueWorkers, depthMonitor, connections);
	}

}
