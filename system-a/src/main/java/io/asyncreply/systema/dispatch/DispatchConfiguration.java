package io.asyncreply.systema.dispatch;

import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.consume.QueueConsumer;
import io.asyncreply.messaging.consume.QueueConsumerLifecycle;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.systema.LifecyclePhases;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.ReplyRecorder;
import io.asyncreply.systema.worker.WorkerRegistry;
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
	DispatchBuffer dispatchBuffer(DispatchProperties properties, QueueBackoff destinations) {
		return new DispatchBuffer(properties.buffer(), Math.toIntExact(properties.bufferSize().toBytes()),
				destinations);
	}

	@Bean
	BrokerBackoff brokerPause(BrokerConnections connections) {
		return new BrokerBackoff(connections);
	}

	@Bean
	QueueBackoff destinations(OperationRegistry operations, DispatchProperties properties) {
		return new QueueBackoff(operations.all().stream().map(Operation::name).toList(), properties.returnDelay(),
				System::nanoTime);
	}

	@Bean
	RequestPublisher requestPublisher(ConfirmingPublisher publisher, AmqpMessageCodec wireFormat, MeterRegistry meters,
			MessageTracer traces) {
		return new RequestPublisher(publisher, wireFormat, meters, traces);
	}

	@Bean
	BatchSizePolicy framing(QueueEstimators flows, WorkerRegistry workers, QueueDepthMonitor depths,
			DispatchProperties properties) {
		return new BatchSizePolicy(flows::serviceTime, (queue) -> workers.readFrames(queue,
				depths.of(queue).map(QueueDepthMonitor.QueueDepth::consumers).orElse(0L)), properties::frames);
	}

	@Bean
	Dispatcher dispatcher(Outbox outbox, RequestPublisher requests, Dispatcher.DispatcherDependencies settings) {
		return new Dispatcher(outbox, requests, settings);
	}

	@Bean
	Dispatcher.DispatcherDependencies dispatcherSettings(Clock clock, BrokerBackoff pause, QueueBackoff destinations) {
		return new Dispatcher.DispatcherDependencies(clock, pause, destinations);
	}

	@Bean
	DeadLetterListener deadLetterListener(AmqpMessageCodec wireFormat, ParkingLot parking,
			ConfirmingPublisher publisher, ReplyRecorder settlements, Outbox outbox) {
		return new DeadLetterListener(wireFormat, parking, publisher, settlements, outbox);
	}

	@Bean
	QueueConsumer deadLetterSubscription(BrokerConnections connections, ChannelSetup preparation,
			DeadLetterListener listener, ScheduledExecutorService brokerScheduler) {
		return new QueueConsumer(connections, preparation,
				new QueueConsumer.DeclaredQueue(AmqpNames.DEAD_LETTERS, DEAD_LETTERS_PREFETCH), listener::receive,
				brokerScheduler);
	}

	@Bean
	QueueConsumerLifecycle deadLetterConsumption(QueueConsumer deadLetterSubscription) {
		return new QueueConsumerLifecycle(deadLetterSubscription, LifecyclePhases.BEHIND_WEB_SERVER);
	}

	@Bean
	DispatchBatcher departures(BatchSizePolicy framing, Dispatcher dispatcher, ExecutorService departing) {
		return new DispatchBatcher(framing, dispatcher::dispatch, departing);
	}

	/** What has not left when it is shut down waits in the ledger. */
	@Bean(destroyMethod = "shutdownNow")
	ExecutorService departing() {
		return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> new Thread(task, "departing"), new ThreadPoolExecutor.DiscardPolicy());
	}

	@Bean
	DispatchLoop dispatchLoop(DispatchBuffer buffer, Outbox outbox, DispatchBatcher departures, BrokerBackoff pause,
			QueueBackoff destinations) {
		return new DispatchLoop(buffer, outbox, departures, pause, destinations);
	}

	@Bean
	CancellationPublisher recall(ControlBus bus, ScheduledExecutorService brokerScheduler) {
		return new CancellationPublisher(bus, brokerScheduler);
	}

}
