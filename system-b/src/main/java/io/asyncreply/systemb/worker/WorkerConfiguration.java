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
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Puts the endpoints together: one for each lane of each operation that has a handler.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerProperties.class)
@Import({ BrokerConfiguration.class, TracingConfiguration.class })
class WorkerConfiguration {

	/** System A declares; System B waits until what it needs is there. */
	@Bean
	ChannelSetup channelSetup() {
		return Topology::requireOutboundExchanges;
	}

	@Bean
	BrokerRequirements brokerRequirements(WorkerProperties properties) {
		return new BrokerRequirements(Topology.outboundExchangeChecks(),
				List.of(AmqpNames.REPLIES_EXCHANGE, AmqpNames.PARKING_EXCHANGE), BrokerPermissions.SYSTEM_B,
				properties.ackTimeoutFix());
	}

	@Bean
	WatchedQueues watchedQueues(Topology topology) {
		return new WatchedQueues(topology.requestQueues());
	}

	/** Its tasks never wait, so that no limit is missed. */
	@Bean
	ThreadPoolTaskScheduler tickScheduler() {
		ThreadPoolTaskScheduler tickScheduler = new ThreadPoolTaskScheduler();
		tickScheduler.setThreadNamePrefix("ticker-");
		tickScheduler.setAcceptTasksAfterContextClose(true); // requests finish after it
		return tickScheduler;
	}

	/** Its tasks publish, and so may wait for the broker. */
	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService replyScheduler() {
		return Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("replies-"));
	}

	@Bean
	ReplyPublisher replyPublisher(ConfirmingPublisher confirmingPublisher, AmqpMessageCodec amqpMessageCodec,
			ScheduledExecutorService replyScheduler, MeterRegistry meters) {
		return new ReplyPublisher(confirmingPublisher, amqpMessageCodec, replyScheduler, meters);
	}

	@Bean
	ConsumerFactory consumerFactory(BrokerConnections connections, ChannelSetup channelSetup,
			ScheduledExecutorService brokerScheduler, AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot) {
		return new ConsumerFactory(connections, channelSetup, brokerScheduler, amqpMessageCodec, parkingLot);
	}

	@Bean
	CancellationRegistry cancellationRegistry(Clock clock) {
		return new CancellationRegistry(clock);
	}

	@Bean
	WorkerTelemetry workerTelemetry(MeterRegistry meters, MessageTracer messageTracer) {
		return new WorkerTelemetry(meters, messageTracer);
	}

	@Bean
	QueueWorkerFactory queueWorkerFactory(ConsumerFactory consumerFactory, ReplyPublisher replyPublisher,
			Validator validator, WorkerTelemetry workerTelemetry, CancellationRegistry cancellationRegistry) {
		return new QueueWorkerFactory(consumerFactory, replyPublisher, validator, workerTelemetry,
				cancellationRegistry);
	}

	@Bean
	QueueWorkers queueWorkers(List<HandlerRegistration<?, ?>> registrations, OperationRegistry operationRegistry,
			WorkerProperties properties, QueueWorkerFactory workerFactory, TaskScheduler tickScheduler,
			@Value("${spring.lifecycle.timeout-per-shutdown-phase}") Duration shutdownTimeout) {
		OperationRegistry allOperations = OperationRegistry.builtIn(false);
		properties.requireKnownOperations(allOperations);
		List<QueueWorker> queueWorkers = new ArrayList<>();
		for (HandlerRegistration<?, ?> registration : HandlerRegistry.selectEnabled(registrations, operationRegistry,
				allOperations)) {
			OperationSettings settings = properties.settingsFor(registration.operation().name());
			for (Lane lane : Lane.values()) {
				queueWorkers.add(workerFactory.create(registration, lane, settings));
			}
		}
		return new QueueWorkers(queueWorkers, tickScheduler, shutdownTimeout);
	}

	@Bean
	CancellationListener cancellationListener(CancellationRegistry cancellationRegistry, QueueWorkers queueWorkers,
			ControlBus controlBus) {
		CancellationListener cancellationListener = new CancellationListener(cancellationRegistry, queueWorkers);
		controlBus.addListener(Cancellation.class, cancellationListener);
		return cancellationListener;
	}

}
