package io.asyncreply.systema.dispatch;

import java.time.Clock;

import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.topology.VirtualHostOwnership;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;

/**
 * Beans that publish requests.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DispatchProperties.class)
class DispatchConfiguration {

	@Bean
	DispatchBuffer dispatchBuffer(DispatchProperties properties, QueueBackoff queueBackoff) {
		return new DispatchBuffer(
				new BufferCapacity(properties.buffer(), Math.toIntExact(properties.bufferSize().toBytes())),
				queueBackoff);
	}

	@Bean
	BrokerBackoff brokerBackoff(BrokerConnections connections) {
		return new BrokerBackoff(connections);
	}

	@Bean
	QueueBackoff queueBackoff(OperationRegistry operationRegistry, DispatchProperties properties) {
		return new QueueBackoff(operationRegistry.all().stream().map(Operation::name).toList(),
				properties.maxQueueBackoff(), System::nanoTime);
	}

	@Bean
	RequestPublisher requestPublisher(ConfirmingPublisher publisher, AmqpMessageCodec amqpMessageCodec,
			MeterRegistry meters, MessageTracer messageTracer, VirtualHostOwnership ownership) {
		return new RequestPublisher(publisher, amqpMessageCodec, meters, messageTracer, ownership.ledger());
	}

	@Bean
	BatchSizePolicy batchSizePolicy(QueueEstimators queueEstimators, WorkerRegistry workerRegistry,
			QueueDepthMonitor queueDepthMonitor, DispatchProperties properties) {
		return new BatchSizePolicy(queueEstimators::serviceTime,
				(queue) -> workerRegistry.acceptsBatches(queue,
						queueDepthMonitor.depthOf(queue).map(QueueDepthMonitor.QueueDepth::consumers).orElse(0L)),
				properties::isBatchingEnabled);
	}

	@Bean
	Dispatcher dispatcher(Outbox outbox, RequestPublisher requestPublisher, Clock clock, BrokerBackoff brokerBackoff,
			QueueBackoff queueBackoff) {
		return new Dispatcher(outbox, requestPublisher, clock, brokerBackoff, queueBackoff);
	}

	@Bean
	OutboxPoller outboxPoller(Outbox outbox, QueueBackoff queueBackoff, DispatchBuffer buffer) {
		return new OutboxPoller(outbox, queueBackoff, buffer);
	}

	@Bean
	DispatchLoop dispatchLoop(DispatchBuffer buffer, BatchSizePolicy batchSizePolicy, Dispatcher dispatcher,
			BrokerBackoff brokerBackoff, OutboxPoller outboxPoller) {
		return new DispatchLoop(buffer, batchSizePolicy, dispatcher::dispatch, brokerBackoff, outboxPoller);
	}

	@Bean(initMethod = "start")
	CancellationPublisher cancellationPublisher(ControlBus controlBus, TaskScheduler brokerTaskScheduler) {
		return new CancellationPublisher(controlBus, brokerTaskScheduler);
	}

}
