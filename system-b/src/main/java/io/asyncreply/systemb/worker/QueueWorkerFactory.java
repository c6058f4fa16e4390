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
 * @param subscriber connects them with their queues
 * @param sender sends their replies
 * @param validator checks payloads
 * @param telemetry is told what happens
 * @param demand tells what nobody waits for
 */
record QueueWorkerFactory(ConsumerFactory subscriber, ReplyPublisher sender, Validator validator,
		WorkerTelemetry telemetry, CancellationRegistry demand) {

	QueueWorker create(HandlerRegistration<?, ?> binding, Lane lane, OperationSettings settings) {
		WorkerQueue queue = new WorkerQueue(binding.operation().name(), lane);
		TracedProcessing processing = new TracedProcessing(queue, new HandlerInvoker<>(binding, this.validator),
				this.telemetry.traces());
		RequestProcessor desk = new RequestProcessor(settings.in(lane), processing, this.sender,
				new ProcessingMetrics(this.telemetry.meters(), queue), this.demand);
		return new QueueWorker(queue, desk, this.subscriber.subscribe(queue, desk));
	}

}
