package io.asyncreply.systemb.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Operations;
import io.asyncreply.messages.Signal.Cancellation;
import io.asyncreply.messages.amqp.BrokerConfiguration;
import io.asyncreply.messages.amqp.BrokerConnections;
import io.asyncreply.messages.amqp.BrokerNeeds;
import io.asyncreply.messages.amqp.ChannelPreparation;
import io.asyncreply.messages.amqp.ConfirmedPublisher;
import io.asyncreply.messages.amqp.ControlBus;
import io.asyncreply.messages.amqp.Parking;
import io.asyncreply.messages.amqp.Permissions;
import io.asyncreply.messages.amqp.Topology;
import io.asyncreply.messages.amqp.WatchedQueues;
import io.asyncreply.messages.amqp.WireFormat;
import io.asyncreply.messages.trace.TraceConfiguration;
import io.asyncreply.messages.trace.Traces;
import io.asyncreply.systemb.operation.OperationBinding;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.Validator;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Puts the endpoints together: one for each lane of each operation that has a handler.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EndpointProperties.class)
@Import({ BrokerConfiguration.class, TraceConfiguration.class })
class EndpointConfiguration {

	/** System A declares; System B waits until what it needs is there. */
	@Bean
	ChannelPreparation waysOut() {
		return Topology::requireWaysOut;
	}

	@Bean
	BrokerNeeds brokerNeeds(EndpointProperties properties) {
		return new BrokerNeeds(Topology.waysOut(), List.of(Channels.REPLIES_EXCHANGE, Channels.PARKING_EXCHANGE),
				Permissions.SYSTEM_B, properties.onOverdue());
	}

	@Bean
	WatchedQueues watchedQueues(Topology topology) {
		return new WatchedQueues(topology.requestQueues());
	}

	/** Its tasks never wait, so that no limit is missed. */
	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService ticker() {
		return Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("ticker-"));
	}

	/** Its tasks publish, and so may wait for the broker. */
	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService replyScheduler() {
		return Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("replies-"));
	}

	@Bean
	ReplySender replySender(ConfirmedPublisher publisher, WireFormat wireFormat,
			ScheduledExecutorService replyScheduler, MeterRegistry meters) {
		return new ReplySender(publisher, wireFormat, replyScheduler, meters);
	}

	@Bean
	Subscriber subscriber(BrokerConnections connections, ChannelPreparation waysOut,
			ScheduledExecutorService brokerScheduler, WireFormat wireFormat, Parking parking) {
		return new Subscriber(connections, waysOut, brokerScheduler, wireFormat, parking);
	}

	@Bean
	Demand demand(Clock clock) {
		return new Demand(clock);
	}

	@Bean
	Telemetry telemetry(MeterRegistry meters, Traces traces) {
		return new Telemetry(meters, traces);
	}

	@Bean
	EndpointFactory endpointFactory(Subscriber subscriber, ReplySender sender, Validator validator, Telemetry telemetry,
			Demand demand) {
		return new EndpointFactory(subscriber, sender, validator, telemetry, demand);
	}

	@Bean
	Endpoints endpoints(List<OperationBinding<?, ?>> bindings, Operations operations, EndpointProperties properties,
			EndpointFactory factory, ScheduledExecutorService ticker,
			@Value("${spring.lifecycle.timeout-per-shutdown-phase}") Duration shutdownTime) {
		Operations catalogue = Operations.catalogue(false);
		properties.requireKnown(catalogue);
		List<Endpoint> endpoints = new ArrayList<>();
		for (OperationBinding<?, ?> binding : Registrations.admit(bindings, operations, catalogue)) {
			OperationSettings settings = properties.settings(binding.operation().name());
			for (Lane lane : Lane.values()) {
				endpoints.add(factory.create(binding, lane, settings));
			}
		}
		return new Endpoints(endpoints, ticker, shutdownTime);
	}

	@Bean
	RecallListener recallListener(Demand demand, Endpoints endpoints, ControlBus bus) {
		RecallListener listener = new RecallListener(demand, endpoints);
		bus.listen(Cancellation.class, listener);
		return listener;
	}

}
