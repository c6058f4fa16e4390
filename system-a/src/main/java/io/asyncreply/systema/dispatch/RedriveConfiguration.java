package io.asyncreply.systema.dispatch;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Operation;
import io.asyncreply.messages.Operations;
import io.asyncreply.messages.amqp.QueueDepths;
import io.asyncreply.messages.amqp.Topology;
import io.asyncreply.systema.flow.Workers;
import io.asyncreply.systema.ledger.Destination;
import io.asyncreply.systema.ledger.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Finding what the broker has lost.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedriveProperties.class)
class RedriveConfiguration {

	@Bean
	EvidenceBook evidenceBook(Topology topology, RedriveProperties properties) {
		return new EvidenceBook(topology.requestQueues(), properties.patience());
	}

	@Bean
	Sights sights(QueueDepths depths, Workers workers) {
		return new Sights(depths, workers);
	}

	@Bean
	Redrive.Settings redriveSettings(RedriveProperties properties, MeterRegistry meters) {
		return new Redrive.Settings(properties.batch(), meters);
	}

	@Bean
	List<Redrive> redrives(Operations operations, EvidenceBook evidence, Sights sights, Outbox outbox,
			Redrive.Settings settings) {
		List<Redrive> redrives = new ArrayList<>();
		for (Operation<?, ?> operation : operations.all()) {
			for (Lane lane : Lane.values()) {
				Destination destination = new Destination(operation.name(), lane);
				redrives.add(new Redrive(destination, evidence.of(destination.queue()), sights, outbox, settings));
			}
		}
		return redrives;
	}

	@Bean
	Redrives redriveLooks(List<Redrive> redrives, Sights sights, Clock clock,
			ScheduledExecutorService ledgerScheduler) {
		return new Redrives(redrives, sights, clock, ledgerScheduler);
	}

}
