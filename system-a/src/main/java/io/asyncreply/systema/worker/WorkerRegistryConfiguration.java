package io.asyncreply.systema.worker;

import java.time.Clock;

import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.topology.Topology;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;

/**
 * Beans that know the workers.
 */
@Configuration(proxyBeanMethods = false)
class WorkerRegistryConfiguration {

	@Bean
	WorkerRegistry workerRegistry(ControlBus controlBus, Topology topology, QueueDepthMonitor queueDepthMonitor,
			MeterRegistry meters) {
		WorkerRegistry workerRegistry = new WorkerRegistry(topology.requestQueues(),
				(queue) -> queueDepthMonitor.depthOf(queue).map(QueueDepthMonitor.QueueDepth::consumers),
				controlBus::connectedFor, System::nanoTime, meters);
		controlBus.addListener(Heartbeat.class, workerRegistry::onHeartbeat);
		return workerRegistry;
	}

	@Bean(initMethod = "start")
	WorkerAvailabilityLogger workerAvailabilityLogger(WorkerRegistry workerRegistry,
			OperationRegistry operationRegistry, TaskScheduler ledgerTaskScheduler) {
		return new WorkerAvailabilityLogger(workerRegistry,
				operationRegistry.all().stream().map(Operation::name).toList(), ledgerTaskScheduler);
	}

	@Bean(initMethod = "start")
	DispatchStatusMonitor dispatchStatusMonitor(WorkerRegistry workerRegistry, OperationRegistry operationRegistry,
			BrokerConnections connections, Clock clock, TaskScheduler ledgerTaskScheduler) {
		return new DispatchStatusMonitor(workerRegistry, operationRegistry, connections, clock, ledgerTaskScheduler);
	}

}
