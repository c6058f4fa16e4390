package io.asyncreply.systema.reply;

import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.amqp.BrokerConnections;
import io.asyncreply.messages.amqp.ChannelPreparation;
import io.asyncreply.messages.amqp.Consumption;
import io.asyncreply.messages.amqp.Parking;
import io.asyncreply.messages.amqp.QueueDepths;
import io.asyncreply.messages.amqp.Subscription;
import io.asyncreply.messages.amqp.WireFormat;
import io.asyncreply.messages.trace.Traces;
import io.asyncreply.systema.Phases;
import io.asyncreply.systema.ledger.ReplyGrace;
import io.asyncreply.systema.ledger.Settlements;
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
	ReplyListener replyListener(WireFormat wireFormat, Parking parking, Settlements settlements, MeterRegistry meters,
			Traces traces) {
		return new ReplyListener(wireFormat, parking, settlements, meters, traces);
	}

	@Bean
	Subscription replySubscription(BrokerConnections connections, ChannelPreparation preparation,
			ReplyListener listener, ScheduledExecutorService brokerScheduler) {
		return new Subscription(connections, preparation, new Subscription.Source(Channels.REPLIES, PREFETCH),
				listener::receive, brokerScheduler);
	}

	@Bean
	Consumption replyConsumption(Subscription replySubscription) {
		return new Consumption(replySubscription, Phases.BEHIND_WEB_SERVER);
	}

	@Bean
	ReplyGrace replyGrace(ReplyProperties properties, Subscription replySubscription, QueueDepths depths) {
		return new Outage(properties, replySubscription::isConsuming,
				() -> depths.of(Channels.REPLIES).filter((depth) -> depth.ready() == 0).isPresent(), System::nanoTime);
	}

}
