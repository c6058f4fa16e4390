package io.asyncreply.systema.flow;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.Operations;
import io.asyncreply.messages.Signal.Pulse;
import io.asyncreply.messages.amqp.BrokerConnections;
import io.asyncreply.messages.amqp.ControlBus;
import io.asyncreply.messages.amqp.QueueDepths;
import io.asyncreply.messages.amqp.Topology;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.LedgerListener;
import io.asyncreply.systema.ledger.Peers;
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
class FlowConfiguration {

	@Bean
	LedgerListener requestMetrics(MeterRegistry meters, Clock clock) {
		return new RequestMetrics(meters, clock);
	}

	@Bean
	OldestWaiting oldestWaiting(Ledger ledger, Operations operations, Clock clock,
			ScheduledExecutorService ledgerScheduler) {
		return new OldestWaiting(ledger, operations, clock, ledgerScheduler);
	}

	@Bean
	Workers workers(ControlBus bus) {
		Workers workers = new Workers(bus::listeningFor, System::nanoTime);
		bus.listen(Pulse.class, workers::hear);
		return workers;
	}

	@Bean
	Lookout lookout(Workers workers, BrokerConnections connections, Clock clock,
			ScheduledExecutorService ledgerScheduler) {
		return new Lookout(workers, connections, clock, ledgerScheduler);
	}

	@Bean
	HealthIndicator workersHealthIndicator(Workers workers, Flows flows, Clock clock) {
		return new WorkersHealthIndicator(workers, flows.queues(), clock);
	}

	@Bean
	Flows flows(Operations operations, Clock clock, MeterRegistry meters, ScalingProperties scaling) {
		return new Flows(operations, clock, new FlowMeters(meters), scaling.longestWait());
	}

	@Bean
	Admission admission(Flows flows, Clock clock) {
		return new Admission(flows, clock);
	}

	@Bean
	FlowTicker flowTicker(Flows flows, Workers workers, Ledger ledger, Peers peers, Clock clock,
			ScheduledExecutorService ledgerScheduler) {
		return new FlowTicker(flows, workers, ledger, new FlowTicker.Sources(peers, clock, ledgerScheduler));
	}

	@Bean
	QueuesEndpoint queuesEndpoint(QueueDepths depths, OldestWaiting oldest, Flows flows, Workers workers, Clock clock) {
		return new QueuesEndpoint(depths, oldest, flows, workers, clock);
	}

	@Bean
	MeterBinder flowMetrics(Flows flows, Workers workers) {
		return new FlowGauges(flows, workers);
	}

	@Bean
	MeterBinder oldestAgeMetrics(OldestWaiting oldest, Topology topology) {
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
