package io.asyncreply.systema.dispatch;

import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.Operation;
import io.asyncreply.messages.Operations;
import io.asyncreply.messages.amqp.BrokerConnections;
import io.asyncreply.messages.amqp.ChannelPreparation;
import io.asyncreply.messages.amqp.ConfirmedPublisher;
import io.asyncreply.messages.amqp.Consumption;
import io.asyncreply.messages.amqp.ControlBus;
import io.asyncreply.messages.amqp.Parking;
import io.asyncreply.messages.amqp.QueueDepths;
import io.asyncreply.messages.amqp.Subscription;
import io.asyncreply.messages.amqp.WireFormat;
import io.asyncreply.messages.trace.Traces;
import io.asyncreply.systema.Phases;
import io.asyncreply.systema.flow.Flows;
import io.asyncreply.systema.flow.Workers;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.Settlements;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * From the ledger to the exchange.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DispatchProperties.class)
class DispatchConfiguration {

	private static final int DEAD_LETTERS_PREFETCH = 64;

	@Bean
	DispatchBuffer dispatchBuffer(DispatchProperties properties, Destinations destinations) {
		return new DispatchBuffer(properties.buffer(), Math.toIntExact(properties.bufferSize().toBytes()),
				destinations);
	}

	@Bean
	BrokerPause brokerPause(BrokerConnections connections) {
		return new BrokerPause(connections);
	}

	@Bean
	Destinations destinations(Operations operations, DispatchProperties properties) {
		return new Destinations(operations.all().stream().map(Operation::name).toList(), properties.returnDelay(),
				System::nanoTime);
	}

	@Bean
	RequestPublisher requestPublisher(ConfirmedPublisher publisher, WireFormat wireFormat, MeterRegistry meters,
			Traces traces) {
		return new RequestPublisher(publisher, wireFormat, meters, traces);
	}

	@Bean
	Framing framing(Flows flows, Workers workers, QueueDepths depths, DispatchProperties properties) {
		return new Framing(flows::serviceTime,
				(queue) -> workers.readFrames(queue, depths.of(queue).map(QueueDepths.Depth::consumers).orElse(0L)),
				properties::frames);
	}

	@Bean
	Dispatcher dispatcher(Outbox outbox, RequestPublisher requests, Dispatcher.Settings settings) {
		return new Dispatcher(outbox, requests, settings);
	}

	@Bean
	Dispatcher.Settings dispatcherSettings(Clock clock, BrokerPause pause, Destinations destinations) {
		return new Dispatcher.Settings(clock, pause, destinations);
	}

	@Bean
	DeadLetterListener deadLetterListener(WireFormat wireFormat, Parking parking, ConfirmedPublisher publisher,
			Settlements settlements, Outbox outbox) {
		return new DeadLetterListener(wireFormat, parking, publisher, settlements, outbox);
	}

	@Bean
	Subscription deadLetterSubscription(BrokerConnections connections, ChannelPreparation preparation,
			DeadLetterListener listener, ScheduledExecutorService brokerScheduler) {
		return new Subscription(connections, preparation,
				new Subscription.Source(Channels.DEAD_LETTERS, DEAD_LETTERS_PREFETCH), listener::receive,
				brokerScheduler);
	}

	@Bean
	Consumption deadLetterConsumption(Subscription deadLetterSubscription) {
		return new Consumption(deadLetterSubscription, Phases.BEHIND_WEB_SERVER);
	}

	@Bean
	Departures departures(Framing framing, Dispatcher dispatcher, ExecutorService departing) {
		return new Departures(framing, dispatcher::dispatch, departing);
	}

	/** What has not left when it is shut down waits in the ledger. */
	@Bean(destroyMethod = "shutdownNow")
	ExecutorService departing() {
		return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> new Thread(task, "departing"), new ThreadPoolExecutor.DiscardPolicy());
	}

	@Bean
	DispatchLoop dispatchLoop(DispatchBuffer buffer, Outbox outbox, Departures departures, BrokerPause pause,
			Destinations destinations) {
		return new DispatchLoop(buffer, outbox, departures, pause, destinations);
	}

	@Bean
	Recall recall(ControlBus bus, ScheduledExecutorService brokerScheduler) {
		return new Recall(bus, brokerScheduler);
	}

}
