package io.asyncreply.systemb.endpoint;

import io.asyncreply.messages.Lane;
import io.asyncreply.systemb.operation.OperationBinding;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.Validator;

/**
 * Makes endpoints of what they have in common.
 *
 * @param subscriber connects them with their queues
 * @param sender sends their replies
 * @param validator checks payloads
 * @param meters count and time
 * @param demand tells what nobody waits for
 */
record EndpointFactory(Subscriber subscriber, ReplySender sender, Validator validator, MeterRegistry meters,
		Demand demand) {

	Endpoint create(OperationBinding<?, ?> binding, Lane lane, OperationSettings settings) {
		RequestQueue queue = new RequestQueue(binding.operation().name(), lane);
		Desk desk = new Desk(settings.in(lane), new Worker<>(binding, this.validator), this.sender,
				new ProcessingMeters(this.meters, queue), this.demand);
		return new Endpoint(queue, desk, this.subscriber.subscribe(queue, desk));
	}

}
