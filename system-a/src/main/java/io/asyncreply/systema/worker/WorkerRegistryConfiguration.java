package io.asyncreply.systema.worker;

import java.time.Clock;

import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.control.ControlBus;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;

/**
 * Beans that know the workers.
 */
@Configuration(proxyBeanMethods = false)
class WorkerRegistryConfiguration {

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
	HealthIndicator workersHealthIndicator(WorkerRegistry workerRegistry, OperationRegistry operationRegistry,
			Clock clock) {
		return new WorkersHealthIndicator(workerRegistry,
				operationRegistry.all()
					.stream()
					.flatMap((operation) -> Lane.SELECTABLE.stream()
						.map((lane) -> new RequestQueue(operation.name(), lane).name()))
					.toList(),
				clock);
	}

}
