package io.asyncreply.systema.reply;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.consume.MessageRetry;
import io.asyncreply.messaging.consume.OwnedQueueListener;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.consume.QueueConsumer;
import io.asyncreply.messaging.consume.QueueConsumerLifecycle;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.topology.VirtualHostOwnership;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.systema.LifecyclePhases;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.ReplyRecorder;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.spi.ExpiryGrace;
import io.asyncreply.systema.ledger.spi.RetrySchedule;
import io.micrometer.core.instrument.MeterRegistry;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;

/**
 * Beans that record the replies of the reply queue in the ledger.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ RetryProperties.class, ReplyConfiguration.ReplyProperties.class })
class ReplyConfiguration {

	/** Fills the next group of the ledger while the current one commits. */
	private static final int PREFETCH = 512;

	@Bean
	ReplyReader replyReader(AmqpMessageCodec amqpMessageCodec, OperationRegistry operationRegistry, Ledger ledger) {
		return new ReplyReader(amqpMessageCodec, new ResultValidator(operationRegistry),
				(id) -> ledger.find(id).map(StoredRequest::operation));
	}

	@Bean
	ReplyListener replyListener(ReplyReader replyReader, ParkingLot parkingLot, MessageRetry messageRetry,
			ReplyRecorder replyRecorder, MeterRegistry meters, MessageTracer messageTracer) {
		return new ReplyListener(replyReader, parkingLot, messageRetry, replyRecorder, meters, messageTracer);
	}

	@Bean
	OwnedQueueListener ownedReplyListener(VirtualHostOwnership ownership, BrokerConnections connections,
			MessageRetry messageRetry, ReplyListener replyListener) {
		return new OwnedQueueListener(ownership, connections, messageRetry, replyListener::receive);
	}

	@Bean
	QueueConsumer replyConsumer(BrokerConnections connections, ChannelSetup channelSetup,
			OwnedQueueListener ownedReplyListener, ScheduledExecutorService brokerScheduler) {
		return new QueueConsumer(connections, channelSetup,
				new QueueConsumer.DeclaredQueue(AmqpNames.REPLIES_QUEUE, PREFETCH), ownedReplyListener::receive,
				brokerScheduler);
	}

	@Bean
	QueueConsumerLifecycle replyConsumerLifecycle(QueueConsumer replyConsumer) {
		return new QueueConsumerLifecycle(replyConsumer, LifecyclePhases.STOP_AFTER_WEB_SERVER);
	}

	@Bean
	RetrySchedule retrySchedule(RetryProperties properties) {
		return new BackoffRetrySchedule(properties);
	}

	@Bean
	ExpiryGrace expiryGrace(ReplyProperties properties, QueueConsumer replyConsumer,
			QueueDepthMonitor queueDepthMonitor) {
		return new OutageExpiryGrace(properties, replyConsumer::isConsuming,
				() -> queueDepthMonitor.depthOf(AmqpNames.REPLIES_QUEUE)
					.filter((queueDepth) -> queueDepth.ready() == 0)
					.isPresent(),
				System::nanoTime);
	}

	/**
	 * Settings of the expiry after an outage.
	 *
	 * @param expiryGrace extra time of a sent request past its deadline while its reply
	 * cannot arrive
	 * @param drainTimeout maximum time after an outage until the reply queue is empty;
	 * afterwards deadlines apply again
	 */
	@Validated
	@ConfigurationProperties("asyncreply.reply")
	record ReplyProperties(@DefaultValue("10m") @DurationMin(millis = 0) Duration expiryGrace,
			@DefaultValue("60s") @DurationMin(millis = 0) Duration drainTimeout) {

	}

}
