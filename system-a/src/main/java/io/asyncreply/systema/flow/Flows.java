package io.asyncreply.systema.flow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Operations;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.LedgerListener;
import io.asyncreply.systema.ledger.NewRequest;

/**
 * The flow of every queue that callers can ask for.
 */
public final class Flows implements LedgerListener {

	private final Map<String, Flow> byQueue = new LinkedHashMap<>();

	private final FlowMeters meters;

	/**
	 * Makes the flows of all queues.
	 * @param operations what callers can ask for
	 * @param clock tells when
	 * @param meters show how good the estimates were
	 * @param wait the longest wait that is wanted
	 */
	Flows(Operations operations, Clock clock, FlowMeters meters, Duration wait) {
		this.meters = meters;
		operations.all().forEach((operation) -> Lane.ASKABLE.forEach((lane) -> {
			Flow flow = new Flow(wait);
			flow.begin(clock.instant(), 0);
			this.byQueue.put(Channels.requests(operation.name(), lane), flow);
		}));
	}

	@Override
	public void changed(Entry entry) {
		Flow flow = this.byQueue.get(queue(entry));
		if (flow == null) {
			return; // of an operation that is no longer in the catalogue
		}
		if (entry.state().isEnded()) {
			this.meters.graded(entry, flow.ended(entry));
		}
		else if (entry.beginsLife()) {
			flow.opened(entry);
		}
	}

	/**
	 * Tells when an open request will have ended.
	 * @param entry its row
	 * @return the estimate; empty if it has ended, or its operation is not offered any
	 * more
	 */
	public Optional<Estimate> estimate(Entry entry) {
		Flow flow = this.byQueue.get(queue(entry));
		return (flow == null || entry.state().isEnded()) ? Optional.empty() : Optional.of(flow.estimate(entry));
	}

	/**
	 * Tells how long a handler takes.
	 * @param queue the queue's name
	 * @return the mean of the last minute in seconds, 0 if unknown
	 */
	public double serviceTime(String queue) {
		return of(queue).map(Flow::serviceTime).orElse(0.0);
	}

	/**
	 * Tells how fast the queue of a request moves.
	 * @param entry its row
	 * @return requests per second that leave it; empty while that is not measured, or if
	 * its operation is not offered any more
	 */
	public Optional<Double> transferRate(Entry entry) {
		return of(queue(entry)).map((flow) -> flow.figures().transferRate()).filter((rate) -> rate > 0);
	}

	/** When a new request would have ended, if that rests on a measurement to trust. */
	Optional<Estimate> soundEstimateOfNext(NewRequest request, Instant now) {
		return of(Channels.requests(request.operation(), request.lane()))
			.flatMap((flow) -> flow.soundEstimateOfNext(now));
	}

	Optional<Flow> of(String queue) {
		return Optional.ofNullable(this.byQueue.get(queue));
	}

	Collection<String> queues() {
		return this.byQueue.keySet();
	}

	private static String queue(Entry entry) {
		return Channels.requests(entry.operation(), entry.lane());
	}

}
