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

	private final EstimateMetrics estimateMetrics;

	/**
	 * Makes the flows of all queues.
	 * @param operationRegistry what callers can ask for
	 * @param clock tells when
	 * @param estimateMetrics show how good the estimates were
	 * @param targetWait the longest wait that is wanted
	 */
	public QueueEstimators(OperationRegistry operationRegistry, Clock clock, EstimateMetrics estimateMetrics,
			Duration targetWait) {
		this.estimateMetrics = estimateMetrics;
		operationRegistry.all().forEach((operation) -> Lane.SELECTABLE.forEach((lane) -> {
			QueueEstimator estimator = new QueueEstimator(targetWait);
			estimator.reset(clock.instant(), 0);
			this.byQueue.put(AmqpNames.requestQueue(operation.name(), lane), estimator);
		}));
	}

	@Override
	public void onChange(StoredRequest request) {
		QueueEstimator estimator = this.byQueue.get(queueOf(request));
		if (estimator == null) {
			return; // of an operation that is no longer in the catalogue
		}
		if (request.state().isEnded()) {
			this.estimateMetrics.record(request, estimator.onEnded(request));
		}
		else if (request.startsGeneration()) {
			estimator.onOpened(request);
		}
	}

	/**
	 * Tells when an open request will have ended.
	 * @param request its row
	 * @return the estimate; empty if it has ended, or its operation is not offered any
	 * more
	 */
	public Optional<CompletionEstimate> estimate(StoredRequest request) {
		QueueEstimator estimator = this.byQueue.get(queueOf(request));
		return (estimator == null || request.state().isEnded()) ? Optional.empty()
				: Optional.of(estimator.estimate(request));
	}

	/**
	 * Tells how long a handler takes.
	 * @param queue the queue's name
	 * @return the mean of the last minute in seconds, 0 if unknown
	 */
	public double serviceTime(String queue) {
		return find(queue).map(QueueEstimator::serviceTime).orElse(0.0);
	}

	/**
	 * Tells how fast the queue of a request moves.
	 * @param request its row
	 * @return requests per second that leave it; empty while that is not measured, or if
	 * its operation is not offered any more
	 */
	public Optional<Double> transferRate(StoredRequest request) {
		return find(queueOf(request)).map((estimator) -> estimator.statistics().transferRate())
			.filter((rate) -> rate > 0);
	}

	/** When a new request would have ended, if that rests on a measurement to trust. */
	Optional<CompletionEstimate> reliableEstimateForNext(NewRequest request, Instant now) {
		return find(AmqpNames.requestQueue(request.operation(), request.lane()))
			.flatMap((estimator) -> estimator.reliableEstimateForNext(now));
	}

	public Optional<QueueEstimator> find(String queue) {
		return Optional.ofNullable(this.byQueue.get(queue));
	}

	public Collection<String> queues() {
		return this.byQueue.keySet();
	}

	private static String queueOf(StoredRequest request) {
		return AmqpNames.requestQueue(request.operation(), request.lane());
	}

}
