package io.asyncreply.systemb.endpoint;

import io.asyncreply.messages.Lane;
import io.asyncreply.systemb.operation.OperationBinding;
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
record EndpointFactory(Subscriber subscriber, ReplySender sender, Validator validator, Telemetry telemetry,
		Demand demand) {

	Endpoint create(OperationBinding<?, ?> binding, Lane lane, OperationSettings settings) {
		RequestQueue queue = new RequestQueue(binding.operation().name(), lane);
		Processing processing = new Processing(queue, new Worker<>(binding, this.validator), this.telemetry.traces());
		Desk desk = new Desk(settings.in(lane), processing, this.sender,
				new ProcessingMeters(this.telemetry.meters(), queue), this.demand);
		return new Endpoint(queue, desk, this.subscriber.subscribe(queue, desk));
	}

}
