package io.asyncreply.systema.estimation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.spi.LedgerListener;

/**
 * The flow of every queue that callers can ask for.
 */
public final class QueueEstimators implements LedgerListener {

	private final Map<String, QueueEstimator> byQueue = new LinkedHashMap<>();

	private final EstimateMetrics meters;

	/**
	 * Makes the flows of all queues.
	 * @param operations what callers can ask for
	 * @param clock tells when
	 * @param meters show how good the estimates were
	 * @param wait the longest wait that is wanted
	 */
	public QueueEstimators(OperationRegistry operations, Clock clock, EstimateMetrics meters, Duration wait) {
		this.meters = meters;
		operations.all().forEach((operation) -> Lane.ASKABLE.forEach((lane) -> {
			QueueEstimator flow = new QueueEstimator(wait);
			flow.begin(clock.instant(), 0);
			this.byQueue.put(AmqpNames.requests(operation.name(), lane), flow);
		}));
	}

	@Override
	public void changed(StoredRequest entry) {
		QueueEstimator flow = this.byQueue.get(queue(entry));
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
	public Optional<CompletionEstimate> estimate(StoredRequest entry) {
		QueueEstimator flow = this.byQueue.get(queue(entry));
		return (flow == null || entry.state().isEnded()) ? Optional.empty() : Optional.of(flow.estimate(entry));
	}

	/**
	 * Tells how long a handler takes.
	 * @param queue the queue's name
	 * @return the mean of the last minute in seconds, 0 if unknown
	 */
	public double serviceTime(String queue) {
		return of(queue).map(QueueEstimator::serviceTime).orElse(0.0);
	}

	/**
	 * Tells how fast the queue of a request moves.
	 * @param entry its row
	 * @return requests per second that leave it; empty while that is not measured, or if
	 * its operation is not offered any more
	 */
	public Optional<Double> transferRate(StoredRequest entry) {
		return of(queue(entry)).map((flow) -> flow.figures().transferRate()).filter((rate) -> rate > 0);
	}

	/** When a new request would have ended, if that rests on a measurement to trust. */
	Optional<CompletionEstimate> soundEstimateOfNext(NewRequest request, Instant now) {
		return of(AmqpNames.requests(request.operation(), request.lane()))
			.flatMap((flow) -> flow.soundEstimateOfNext(now));
	}

	public Optional<QueueEstimator> of(String queue) {
		return Optional.ofNullable(this.byQueue.get(queue));
	}

	public Collection<String> queues() {
		return this.byQueue.keySet();
	}

	private static String queue(StoredRequest entry) {
		return AmqpNames.requests(entry.operation(), entry.lane());
	}

}
