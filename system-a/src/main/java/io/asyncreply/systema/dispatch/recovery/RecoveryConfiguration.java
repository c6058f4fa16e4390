package io.asyncreply.systema.dispatch.recovery;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

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

/**
 * Finding what the broker has lost.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecoveryProperties.class)
class RecoveryConfiguration {

	@Bean
	LossDetectors evidenceBook(Topology topology, RecoveryProperties properties) {
		return new LossDetectors(topology.requestQueues(), properties.patience());
	}

	@Bean
	QueueObserver sights(QueueDepthMonitor depths, WorkerRegistry workers) {
		return new QueueObserver(depths, workers);
	}

	@Bean
	LostRequestRepublisher.RecoverySettings redriveSettings(RecoveryProperties properties, MeterRegistry meters) {
		return new LostRequestRepublisher.RecoverySettings(properties.batch(), meters);
	}

	@Bean
	List<LostRequestRepublisher> redrives(OperationRegistry operations, LossDetectors evidence, QueueObserver sights,
			Outbox outbox, LostRequestRepublisher.RecoverySettings settings) {
		List<LostRequestRepublisher> redrives = new ArrayList<>();
		for (Operation<?, ?> operation : operations.all()) {
			for (Lane lane : Lane.values()) {
				RequestQueue destination = new RequestQueue(operation.name(), lane);
				redrives.add(new LostRequestRepublisher(destination, evidence.of(destination.queue()), sights, outbox,
						settings));
			}
		}
		return redrives;
	}

	@Bean
	RecoveryScheduler redriveLooks(List<LostRequestRepublisher> redrives, QueueObserver sights, Clock clock,
			ScheduledExecutorService ledgerScheduler) {
		return new RecoveryScheduler(redrives, sights, clock, ledgerScheduler);
	}

}
