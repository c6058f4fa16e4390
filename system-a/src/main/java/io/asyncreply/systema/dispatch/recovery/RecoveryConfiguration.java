package io.asyncreply.systema.dispatch.recovery;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;

/**
 * Finding what the broker has lost.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecoveryProperties.class)
class RecoveryConfiguration {

	@Bean
	LossDetectors lossDetectors(Topology topology, RecoveryProperties properties) {
		return new LossDetectors(topology.requestQueues(), properties.quietPeriod());
	}

	@Bean
	QueueObserver queueObserver(QueueDepthMonitor queueDepthMonitor, WorkerRegistry workerRegistry) {
		return new QueueObserver(queueDepthMonitor, workerRegistry);
	}

	@Bean
	LostRequestRepublisher.RecoverySettings recoverySettings(RecoveryProperties properties, MeterRegistry meters) {
		return new LostRequestRepublisher.RecoverySettings(properties.maxRepublished(), meters);
	}

	@Bean
	List<LostRequestRepublisher> lostRequestRepublishers(OperationRegistry operationRegistry,
			LossDetectors lossDetectors, QueueObserver queueObserver, Outbox outbox,
			LostRequestRepublisher.RecoverySettings recoverySettings) {
		List<LostRequestRepublisher> lostRequestRepublishers = new ArrayList<>();
		for (Operation<?, ?> operation : operationRegistry.all()) {
			for (Lane lane : Lane.values()) {
				RequestQueue requestQueue = new RequestQueue(operation.name(), lane);
				lostRequestRepublishers.add(new LostRequestRepublisher(requestQueue,
						lossDetectors.get(requestQueue.name()), queueObserver, outbox, recoverySettings));
			}
		}
		return lostRequestRepublishers;
	}

	@Bean(initMethod = "start")
	RecoveryScheduler recoveryScheduler(List<LostRequestRepublisher> lostRequestRepublishers,
			QueueObserver queueObserver, Clock clock, TaskScheduler ledgerTaskScheduler) {
		return new RecoveryScheduler(lostRequestRepublishers, queueObserver, clock, ledgerTaskScheduler);
	}

}
