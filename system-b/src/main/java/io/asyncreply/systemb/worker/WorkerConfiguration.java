package io.asyncreply.systemb.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.BrokerConfiguration;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.consume.MessageRetry;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.topology.BrokerPermissions;
import io.asyncreply.messaging.topology.BrokerRequirements;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.messaging.tracing.TracingConfiguration;
import io.asyncreply.systemb.operation.HandlerRegistration;
import io.asyncreply.systemb.worker.execution.CancellationRegistry;
import io.asyncreply.systemb.worker.execution.ReplyPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.Validator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Configures the queue workers: one for each lane of each enabled operation that has a
 * handler.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerProperties.class)
@Import({ BrokerConfiguration.class, TracingConfiguration.class })
class WorkerConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(WorkerConfiguration.class);

	/** System A declares the topology. System B checks that its exchanges exist. */
	@Bean
	ChannelSetup channelSetup() {
		return Topology::requireOutboundExchanges;
	}

	@Bean
	BrokerRequirements brokerRequirements(Topology topology, WorkerProperties properties) {
		return new BrokerRequirements(Topology.outboundExchangeChecks(),
				List.of(AmqpNames.REPLIES_EXCHANGE, AmqpNames.PARKING_EXCHANGE), topology.requestQueues(),
				BrokerPermissions.SYSTEM_B, properties.ackTimeoutFix());
	}

	/** Runs tasks that never block, so that time limits are checked on time. */
	@Bean
	ThreadPoolTaskScheduler tickScheduler() {
		ThreadPoolTaskScheduler tickScheduler = new ThreadPoolTaskScheduler();
		tickScheduler.setThreadNamePrefix("ticker-");
		tickScheduler.setAcceptTasksAfterContextClose(true); // requests finish after it
		return tickScheduler;
	}

	/**
	 * Runs tasks that publish and may wait for the broker. After shutdown it ignores new
	 * tasks: the broker redelivers requests without a confirmed reply.
	 */
	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService replyScheduler() {
		return new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("replies-"), (task, executor) -> logger
			.debug("Shutting down; the broker redelivers requests without a confirmed reply"));
	}

	@Bean
	ReplyPublisher replyPublisher(ConfirmingPublisher confirmingPublisher, AmqpMessageCodec amqpMessageCodec,
			ScheduledExecutorService replyScheduler, MeterRegistry meterRegistry) {
		return new ReplyPublisher(confirmingPublisher, amqpMessageCodec, replyScheduler, meterRegistry);
	}

	@Bean
	InvalidRequestResponder invalidRequestResponder(ConfirmingPublisher confirmingPublisher,
			AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot, MessageRetry messageRetry) {
		return new InvalidRequestResponder(confirmingPublisher, amqpMessageCodec, parkingLot, messageRetry);
	}

	@Bean
	QueueWorkerFactory.ConsumerFactory consumerFactory(BrokerConnections connections, ChannelSetup channelSetup,
			ScheduledExecutorService brokerScheduler, AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot,
			InvalidRequestResponder invalidRequestResponder, ScheduledExecutorService replyScheduler) {
		return new QueueWorkerFactory.ConsumerFactory(connections, channelSetup, brokerScheduler, amqpMessageCodec,
				parkingLot, invalidRequestResponder, new SuspectDetector(replyScheduler));
	}

	@Bean
	CancellationRegistry cancellationRegistry(Clock clock) {
		return new CancellationRegistry(clock);
	}

	@Bean
	HandlerRegistry handlerRegistry(List<HandlerRegistration<?, ?>> registrations, OperationRegistry operationRegistry,
			Validator validator, MessageTracer messageTracer) {
		return new HandlerRegistry(registrations, operationRegistry, OperationRegistry.builtIn(true), validator,
				messageTracer);
	}

	@Bean
	QueueWorkerFactory queueWorkerFactory(QueueWorkerFactory.ConsumerFactory consumerFactory,
			HandlerRegistry handlerRegistry, ReplyPublisher replyPublisher, ScheduledExecutorService replyScheduler,
			CancellationRegistry cancellationRegistry, MeterRegistry meterRegistry) {
		return new QueueWorkerFactory(consumerFactory, handlerRegistry, replyPublisher, replyScheduler,
				cancellationRegistry, meterRegistry);
	}

	@Bean
	QueueWorkers queueWorkers(HandlerRegistry handlerRegistry, WorkerProperties properties,
			QueueWorkerFactory workerFactory, TaskScheduler tickScheduler,
			@Value("${spring.lifecycle.timeout-per-shutdown-phase}") Duration shutdownTimeout) {
		properties.requireKnownOperations(OperationRegistry.builtIn(true));
		List<QueueWorker> queueWorkers = new ArrayList<>();
		for (String operation : handlerRegistry.operations()) {
			for (Lane lane : Lane.values()) {
				queueWorkers
					.add(workerFactory.create(new RequestQueue(operation, lane), properties.settingsFor(operation)));
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
