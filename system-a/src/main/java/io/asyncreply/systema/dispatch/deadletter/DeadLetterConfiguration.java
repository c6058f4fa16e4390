package io.asyncreply.systema.dispatch.deadletter;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.consume.MessageRetry;
import io.asyncreply.messaging.consume.OwnedQueueListener;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.consume.QueueConsumer;
import io.asyncreply.messaging.consume.QueueConsumerLifecycle;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.topology.VirtualHostOwnership;
import io.asyncreply.systema.LifecyclePhases;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.ReplyRecorder;
import io.asyncreply.systema.ledger.RequestRepublisher;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Beans that decide on dead letters.
 */
@Configuration(proxyBeanMethods = false)
class DeadLetterConfiguration {

	private static final int PREFETCH = 64;

	@Bean
	DeadLetterPolicy deadLetterPolicy(Clock clock, WorkerRegistry workerRegistry, Ledger ledger) {
		return new DeadLetterPolicy(clock, workerRegistry::timeSinceHeartbeat,
				(id) -> ledger.find(id).map((request) -> request.times().sentAt()));
	}

	@Bean
	DeadLetterActions deadLetterActions(MessageRetry messageRetry, ConfirmingPublisher publisher,
			AmqpMessageCodec amqpMessageCodec, Outbox outbox, ReplyRecorder replyRecorder,
			RequestRepublisher requestRepublisher) {
		return new DeadLetterActions(messageRetry, new SuspectPublisher(publisher, amqpMessageCodec, outbox),
				replyRecorder, requestRepublisher);
	}

	@Bean
	DeadLetterListener deadLetterListener(AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot,
			DeadLetterPolicy deadLetterPolicy, DeadLetterActions deadLetterActions,
			DeadLetterReporter deadLetterReporter, MessageRetry messageRetry) {
		return new DeadLetterListener(amqpMessageCodec, parkingLot, deadLetterPolicy, deadLetterActions,
				deadLetterReporter, messageRetry);
	}

	@Bean
	DeadLetterReporter deadLetterReporter(MeterRegistry meters, BrokerConnections connections) {
		return new DeadLetterReporter(meters, connections.consumerFailures());
	}

	@Bean
	OwnedQueueListener ownedDeadLetterListener(VirtualHostOwnership ownership, BrokerConnections connections,
			MessageRetry messageRetry, DeadLetterListener deadLetterListener) {
		return new OwnedQueueListener(ownership, connections, messageRetry, deadLetterListener::receive);
	}

	@Bean
	QueueConsumer deadLetterConsumer(BrokerConnections connections, ChannelSetup channelSetup,
			OwnedQueueListener ownedDeadLetterListener, ScheduledExecutorService brokerScheduler) {
		return new QueueConsumer(connections, channelSetup,
				new QueueConsumer.DeclaredQueue(AmqpNames.DEAD_LETTERS_QUEUE, PREFETCH),
				ownedDeadLetterListener::receive, brokerScheduler);
	}

	@Bean
	QueueConsumerLifecycle deadLetterConsumerLifecycle(QueueConsumer deadLetterConsumer) {
		return new QueueConsumerLifecycle(deadLetterConsumer, LifecyclePhases.STOP_AFTER_WEB_SERVER);
	}

}
