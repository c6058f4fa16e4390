package io.asyncreply.systemb.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.BrokerConfiguration;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.topology.BrokerPermissions;
import io.asyncreply.messaging.topology.BrokerRequirements;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.messaging.topology.WatchedQueues;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.messaging.tracing.TracingConfiguration;
import io.asyncreply.systemb.operation.HandlerRegistration;
import io.asyncreply.systemb.worker.execution.CancellationRegistry;
import io.asyncreply.systemb.worker.execution.OperationSettings;
import io.asyncreply.systemb.worker.execution.ReplyPublisher;
import io.asyncreply.systemb.worker.execution.WorkerTelemetry;
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
@EnableConfigurationProperties(WorkerProperties.class)
@Import({ BrokerConfiguration.class, TracingConfiguration.class })
class WorkerConfiguration {

	/** System A declares; System B waits until what it needs is there. */
	@Bean
	ChannelSetup waysOut() {
		return Topology::requireWaysOut;
	}

	@Bean
	BrokerRequirements brokerNeeds(WorkerProperties properties) {
		return new BrokerRequirements(Topology.waysOut(),
				List.of(AmqpNames.REPLIES_EXCHANGE, AmqpNames.PARKING_EXCHANGE), BrokerPermissions.SYSTEM_B,
				properties.onOverdue());
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
	ReplyPublisher replySender(ConfirmingPublisher publisher, AmqpMessageCodec wireFormat,
			ScheduledExecutorService replyScheduler, MeterRegistry meters) {
		return new ReplyPublisher(publisher, wireFormat, replyScheduler, meters);
	}

	@Bean
	ConsumerFactory subscriber(BrokerConnections connections, ChannelSetup waysOut,
			ScheduledExecutorService brokerScheduler, AmqpMessageCodec wireFormat, ParkingLot parking) {
		return new ConsumerFactory(connections, waysOut, brokerScheduler, wireFormat, parking);
	}

	@Bean
	CancellationRegistry demand(Clock clock) {
		return new CancellationRegistry(clock);
	}

	@Bean
	WorkerTelemetry telemetry(MeterRegistry meters, MessageTracer traces) {
		return new WorkerTelemetry(meters, traces);
	}

	@Bean
	QueueWorkerFactory endpointFactory(ConsumerFactory subscriber, ReplyPublisher sender, Validator validator,
			WorkerTelemetry telemetry, CancellationRegistry demand) {
		return new QueueWorkerFactory(subscriber, sender, validator, telemetry, demand);
	}

	@Bean
	QueueWorkers endpoints(List<HandlerRegistration<?, ?>> bindings, OperationRegistry operations,
			WorkerProperties properties, QueueWorkerFactory factory, ScheduledExecutorService ticker,
			@Value("${spring.lifecycle.timeout-per-shutdown-phase}") Duration shutdownTime) {
		OperationRegistry catalogue = OperationRegistry.catalogue(false);
		properties.requireKnown(catalogue);
		List<QueueWorker> endpoints = new ArrayList<>();
		for (HandlerRegistration<?, ?> binding : HandlerRegistry.admit(bindings, operations, catalogue)) {
			OperationSettings settings = properties.settings(binding.operation().name());
			for (Lane lane : Lane.values()) {
				endpoints.add(factory.create(binding, lane, settings));
			}
		}
		return new QueueWorkers(endpoints, ticker, shutdownTime);
	}

	@Bean
	CancellationListener recallListener(CancellationRegistry demand, QueueWorkers endpoints, ControlBus bus) {
		CancellationListener listener = new CancellationListener(demand, endpoints);
		bus.listen(Cancellation.class, listener);
		return listener;
	}

}
