package io.asyncreply.systema.reply;

import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.consume.QueueConsumer;
import io.asyncreply.messaging.consume.QueueConsumerLifecycle;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.systema.LifecyclePhases;
import io.asyncreply.systema.ledger.ReplyRecorder;
import io.asyncreply.systema.ledger.spi.ExpiryGrace;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * From the reply queue to the ledger.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ RetryProperties.class, ReplyProperties.class })
class ReplyConfiguration {

	/** Enough to fill a batch of the ledger while the one before it commits. */
	private static final int PREFETCH = 512;

	@Bean
	ReplyListener replyListener(AmqpMessageCodec wireFormat, ParkingLot parking, ReplyRecorder settlements,
			MeterRegistry meters, MessageTracer traces) {
		return new ReplyListener(wireFormat, parking, settlements, meters, traces);
	}

	@Bean
	QueueConsumer replySubscription(BrokerConnections connections, ChannelSetup preparation, ReplyListener listener,
			ScheduledExecutorService brokerScheduler) {
		return new QueueConsumer(connections, preparation, new QueueConsumer.DeclaredQueue(AmqpNames.REPLIES, PREFETCH),
				listener::receive, brokerScheduler);
	}

	@Bean
	QueueConsumerLifecycle replyConsumption(QueueConsumer replySubscription) {
		return new QueueConsumerLifecycle(replySubscription, LifecyclePhases.BEHIND_WEB_SERVER);
	}

	@Bean
	ExpiryGrace replyGrace(ReplyProperties properties, QueueConsumer replySubscription, QueueDepthMonitor depths) {
		return new OutageExpiryGrace(properties, replySubscription::isConsuming,
				() -> depths.of(AmqpNames.REPLIES).filter((depth) -> depth.ready() == 0).isPresent(), System::nanoTime);
	}

}
