package io.asyncreply.systemb.worker;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.consume.QueueConsumer;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.systemb.worker.execution.CancellationRegistry;
import io.asyncreply.systemb.worker.execution.OperationSettings;
import io.asyncreply.systemb.worker.execution.ProcessingMetrics;
import io.asyncreply.systemb.worker.execution.ReplyPublisher;
import io.asyncreply.systemb.worker.execution.RequestProcessor;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Creates the worker of a request queue.
 *
 * @param consumerFactory creates the consumer of the queue
 * @param handlerRegistry creates the invoker of the handler
 * @param replyPublisher publishes the replies
 * @param replyExecutor runs tasks that publish and may wait for the broker
 * @param cancellationRegistry knows the cancelled requests
 * @param meterRegistry registry of the queue's metrics
 */
record QueueWorkerFactory(ConsumerFactory consumerFactory, HandlerRegistry handlerRegistry,
		ReplyPublisher replyPublisher, Executor replyExecutor, CancellationRegistry cancellationRegistry,
		MeterRegistry meterRegistry) {

	/**
	 * Creates the worker of a queue; it does not consume yet.
	 * @param queue a request queue whose operation has a handler
	 * @param settings settings of the operation
	 */
	QueueWorker create(RequestQueue queue, OperationSettings settings) {
		RequestProcessor requestProcessor = new RequestProcessor(settings.forLane(queue.lane()),
				this.handlerRegistry.invokerFor(queue), this.replyPublisher, this.replyExecutor,
				new ProcessingMetrics(this.meterRegistry, queue), this.cancellationRegistry);
		return new QueueWorker(queue, requestProcessor, this.consumerFactory.create(queue, requestProcessor));
	}

	/**
	 * Creates the consumer of a request queue.
	 *
	 * @param connections open the channels
	 * @param channelSetup checks each new channel before its use
	 * @param scheduler opens channels, again after each loss
	 * @param amqpMessageCodec decodes requests
	 * @param parkingLot unpacks message batches
	 * @param invalidRequestResponder replies to invalid messages
	 * @param suspectDetector holds requests that may have crashed workers
	 */
	record ConsumerFactory(BrokerConnections connections, ChannelSetup channelSetup, ScheduledExecutorService scheduler,
			AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot, InvalidRequestResponder invalidRequestResponder,
			SuspectDetector suspectDetector) {

		private QueueConsumer create(RequestQueue queue, RequestProcessor requestProcessor) {
			QueueConsumer.DeclaredQueue declaredQueue = new QueueConsumer.DeclaredQueue(queue.name(),
					requestProcessor.settings().prefetch());
			return new QueueConsumer(this.connections, this.channelSetup, declaredQueue,
					new RequestListener(this.amqpMessageCodec, this.parkingLot, this.invalidRequestResponder,
							this.suspectDetector, queue, requestProcessor),
					this.scheduler);
		}

	}

}
