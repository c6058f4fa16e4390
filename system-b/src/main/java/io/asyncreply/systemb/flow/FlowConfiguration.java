package io.asyncreply.systemb.flow;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.amqp.BrokerConnections;
import io.asyncreply.messages.amqp.ControlBus;
import io.asyncreply.messages.amqp.QueueDepths;
import io.asyncreply.systemb.endpoint.Endpoints;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Wires what System B tells of its queues.
 */
@Configuration(proxyBeanMethods = false)
class FlowConfiguration {

	@Bean
	Absence absence(BrokerConnections connections) {
		return new Absence(connections);
	}

	@Bean
	QueuesEndpoint queuesEndpoint(Endpoints endpoints, QueueDepths depths, Absence absence, Clock clock) {
		return new QueuesEndpoint(endpoints, depths, absence, clock);
	}

	@Bean
	Pulses pulses(Endpoints endpoints, ControlBus bus, ScheduledExecutorService ticker) {
		return new Pulses(endpoints, bus, ticker);
	}

	@Bean
	FlowMetrics flowMetrics(Endpoints endpoints) {
		return new FlowMetrics(endpoints);
	}

	@Bean
	HealthIndicator consumersHealthIndicator(Endpoints endpoints, QueueDepths depths, Absence absence) {
		return new ConsumersHealthIndicator(endpoints, depths, absence);
	}

}
