package io.asyncreply.systemb.worker;

import io.asyncreply.messages.Lane;
import io.asyncreply.systemb.operation.HandlerRegistration;
import io.asyncreply.systemb.worker.execution.CancellationRegistry;
import io.asyncreply.systemb.worker.execution.HandlerInvoker;
import io.asyncreply.systemb.worker.execution.OperationSettings;
import io.asyncreply.systemb.worker.execution.ProcessingMetrics;
import io.asyncreply.systemb.worker.execution.ReplyPublisher;
import io.asyncreply.systemb.worker.execution.RequestProcessor;
import io.asyncreply.systemb.worker.execution.TracedProcessing;
import io.asyncreply.systemb.worker.execution.WorkerTelemetry;
import jakarta.validation.Validator;

/**
 * Makes endpoints of what they have in common.
 *
 * @param consumerFactory connects them with their queues
 * @param replyPublisher sends their replies
 * @param validator checks payloads
 * @param workerTelemetry is told what happens
 * @param cancellationRegistry tells what nobody waits for
 */
record QueueWorkerFactory(ConsumerFactory consumerFactory, ReplyPublisher replyPublisher, Validator validator,
		WorkerTelemetry workerTelemetry, CancellationRegistry cancellationRegistry) {

	QueueWorker create(HandlerRegistration<?, ?> registration, Lane lane, OperationSettings settings) {
		WorkerQueue workerQueue = new WorkerQueue(registration.operation().name(), lane);
		TracedProcessing tracedProcessing = new TracedProcessing(workerQueue,
				new HandlerInvoker<>(registration, this.validator), this.workerTelemetry.messageTracer());
		RequestProcessor requestProcessor = new RequestProcessor(settings.forLane(lane), tracedProcessing,
				this.replyPublisher, new ProcessingMetrics(this.workerTelemetry.meters(), workerQueue),
				this.cancellationRegistry);
		return new QueueWorker(workerQueue, requestProcessor,
				this.consumerFactory.createConsumer(workerQueue, requestProcessor));
	}

}
