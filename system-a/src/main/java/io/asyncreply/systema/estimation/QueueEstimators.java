package io.asyncreply.systema.estimation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.spi.LedgerListener;

/**
 * The estimator of each queue that a caller can choose.
 */
public final class QueueEstimators implements LedgerListener {

	private final Map<String, QueueEstimator> byQueue = new LinkedHashMap<>();

	private final EstimateMetrics estimateMetrics;

	/**
	 * Creates the estimators.
	 * @param operationRegistry the operations
	 * @param clock source of the present time
	 * @param estimateMetrics receive the accuracy of the estimates
	 * @param targetWait time within which the needed workers process all open requests
	 */
	QueueEstimators(OperationRegistry operationRegistry, Clock clock, EstimateMetrics estimateMetrics,
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
			return; // its operation is no longer registered
		}
		if (request.state().isEnded()) {
			this.estimateMetrics.record(request, estimator.onEnded(request));
		}
		else if (request.startsGeneration()) {
			estimator.onOpened(request);
		}
	}

	/**
	 * Estimates when a request completes.
	 * @param request the request
	 * @return the estimate; empty if the request is in a terminal state or its operation
	 * is no longer registered
	 */
	public Optional<CompletionEstimate> estimate(StoredRequest request) {
		QueueEstimator estimator = this.byQueue.get(queueOf(request));
		return (estimator == null || request.state().isEnded()) ? Optional.empty()
				: Optional.of(estimator.estimate(request));
	}

	/**
	 * Returns the mean service time of a queue.
	 * @param queue name of the queue
	 * @return mean seconds that a handler takes, over the last 60 s of work; 0 if unknown
	 */
	public double serviceTime(String queue) {
		return find(queue).map(QueueEstimator::serviceTime).orElse(0.0);
	}

	/**
	 * Returns the transfer rate of the queue of a request.
	 * @param request the request
	 * @return completed requests per second while requests wait; empty if unknown, or if
	 * the operation is no longer registered
	 */
	public Optional<Double> transferRate(StoredRequest request) {
		return find(queueOf(request)).map((estimator) -> estimator.statistics().transferRate())
			.filter((rate) -> rate > 0);
	}

	/**
	 * Estimates when a new request would complete.
	 * @param request the request
	 * @param now the present time
	 * @return empty without a reliable measurement, see
	 * {@link QueueEstimator#reliableEstimateForNext}
	 */
	Optional<CompletionEstimate> reliableEstimateForNext(NewRequest request, Instant now) {
		return find(AmqpNames.requestQueue(request.operation(), request.lane()))
			.flatMap((estimator) -> estimator.reliableEstimateForNext(now));
	}

	/**
	 * Calls an action with the name and the estimator of each queue.
	 * @param action the action
	 */
	public void forEach(BiConsumer<String, QueueEstimator> action) {
		this.byQueue.forEach(action);
	}

	/**
	 * Returns the estimator of a queue.
	 * @param queue name of the queue
	 * @return empty if no caller can choose this queue
	 */
	public Optional<QueueEstimator> find(String queue) {
		return Optional.ofNullable(this.byQueue.get(queue));
	}

	private static String queueOf(StoredRequest request) {
		return AmqpNames.requestQueue(request.operation(), request.lane());
	}

}
