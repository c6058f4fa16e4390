package io.asyncreply.systema.estimation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.asyncreply.systema.estimation.CompletionEstimate.EstimateBasis;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.worker.WorkerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Estimates when the requests of one queue complete, with the formulas of
 * {@link QueueModel}. Its inputs are the changes of the ledger and the heartbeats of the
 * workers. It compares each estimate with the actual time.
 */
public final class QueueEstimator {

	/** An older measurement says nothing about the present. */
	private static final Duration MEASUREMENT_MAX_AGE = Duration.ofSeconds(10);

	private final QueueModel model = new QueueModel();

	private final ArrivalLog arrivalLog = new ArrivalLog();

	private final EstimateCalibration calibration = new EstimateCalibration();

	private final StaffingModel staffingModel;

	private long openRequests;

	private long previousArrivals;

	private boolean heartbeatsReliable;

	private boolean hasLiveWorkers;

	private @Nullable Instant lastMeasuredAt;

	/**
	 * Creates the estimator of an empty queue.
	 * @param targetWait time within which the needed workers process all open requests
	 */
	QueueEstimator(Duration targetWait) {
		this.staffingModel = new StaffingModel(targetWait);
	}

	/**
	 * Restarts the counts.
	 * @param now the present time
	 * @param openRequests open requests in the ledger
	 */
	synchronized void reset(Instant now, long openRequests) {
		this.openRequests = openRequests;
		this.arrivalLog.reset(now, openRequests);
		this.previousArrivals = openRequests;
	}

	/**
	 * Corrects the number of open requests, because other instances change it too.
	 * @param openRequests open requests in the ledger
	 */
	synchronized void setOpenRequests(long openRequests) {
		this.openRequests = openRequests;
	}

	/**
	 * Notes that a generation of a request starts.
	 * @param request the accepted or reopened request
	 */
	synchronized void onOpened(StoredRequest request) {
		this.openRequests++;
		this.arrivalLog.add();
		predict(this.openRequests - 1)
			.ifPresent((prediction) -> this.calibration.recordPrediction(request.id(), prediction));
	}

	/**
	 * Notes that a request has reached a terminal state.
	 * @param request the request
	 * @return accuracy of its estimate
	 */
	synchronized EstimateCalibration.PredictionAccuracy onEnded(StoredRequest request) {
		this.openRequests--;
		Duration processing = request.times().processing();
		if (processing != null) {
			this.model.onServed(processing);
		}
		Duration actual = Duration.between(request.times().openedAt(), request.times().updatedAt());
		boolean processed = request.state() == RequestState.SUCCEEDED || request.state() == RequestState.FAILED;
		return this.calibration.evaluate(request.id(), processed ? actual : null);
	}

	/**
	 * Updates the model.
	 * @param now the present time
	 * @param elapsedSeconds seconds since the previous update
	 * @param activity activity of the workers since then
	 */
	synchronized void update(Instant now, double elapsedSeconds, WorkerActivity activity) {
		this.arrivalLog.sample(now);
		long arrived = this.arrivalLog.count() - this.previousArrivals;
		this.previousArrivals = this.arrivalLog.count();
		this.heartbeatsReliable = activity.heartbeatsReliable();
		this.hasLiveWorkers = activity.slots() > 0;
		this.staffingModel.update(activity.workers(), activity.slots());
		this.model.update(elapsedSeconds, (double) arrived, activity.completed(), activity.busySeconds(),
				new QueueModel.QueueLoad(this.openRequests, activity.slots(), activity.inFlight()));
		if (this.model.isMeasuring()) {
			this.lastMeasuredAt = now;
		}
	}

	/**
	 * Estimates when an open request completes.
	 * @param request the request
	 */
	synchronized CompletionEstimate estimate(StoredRequest request) {
		return estimate((request.state() == RequestState.RUNNING) ? 0 : requestsAhead(request));
	}

	/** Estimates when a request that arrives now would complete. */
	synchronized CompletionEstimate estimateForNext() {
		return estimate(this.openRequests);
	}

	/**
	 * Estimates when a request that arrives now would complete.
	 * @param now the present time
	 * @return empty if the request would find a free slot, or if the transfer rate has
	 * not been measured for over 10 s and within the last 10 s
	 */
	synchronized Optional<CompletionEstimate> reliableEstimateForNext(Instant now) {
		boolean isFresh = this.lastMeasuredAt != null
				&& Duration.between(this.lastMeasuredAt, now).compareTo(MEASUREMENT_MAX_AGE) < 0;
		boolean isReliable = isFresh && this.hasLiveWorkers
				&& this.model.departuresBefore((double) this.openRequests) > 0;
		return isReliable ? Optional.of(estimateForNext()) : Optional.empty();
	}

	/** Returns the mean seconds that a handler takes, 0 if unknown. */
	synchronized double serviceTime() {
		return this.model.serviceTime();
	}

	/** Returns the quantities of this moment. */
	public synchronized QueueStatistics statistics() {
		double delay = this.hasLiveWorkers ? this.model.delay((double) this.openRequests) : Double.NaN;
		double workersNeeded = this.staffingModel.workersNeeded((double) this.openRequests, this.model.arrivalRate(),
				this.model.serviceTime());
		return new QueueStatistics(this.openRequests, this.model.arrivalRate(), this.model.capacity(),
				this.model.transferRate(), Double.isNaN(delay) ? null : delay,
				Double.isNaN(workersNeeded) ? null : (int) workersNeeded);
	}

	/** Open requests that arrived earlier; a retry arrives anew. */
	private long requestsAhead(StoredRequest request) {
		Instant arrived = (request.attempt() == 1) ? request.times().acceptedAt() : request.times().updatedAt();
		double arrivedBefore = this.arrivalLog.countAt(arrived);
		double ended = this.arrivalLog.count() - this.openRequests;
		return Math.max(0, Math.min(this.openRequests - 1, Math.round(arrivedBefore - ended)));
	}

	private CompletionEstimate estimate(long ahead) {
		if (!this.hasLiveWorkers) {
			return CompletionEstimate.unknown(ahead,
					this.heartbeatsReliable ? EstimateBasis.NO_LIVE_WORKER : EstimateBasis.WORKERS_UNKNOWN);
		}
		EstimateBasis basis = (this.model.transferRate() > 0) ? EstimateBasis.MEASURED : EstimateBasis.CAPACITY;
		return predict(ahead)
			.map((prediction) -> new CompletionEstimate(prediction.delay(), this.calibration.p90(prediction), ahead,
					basis))
			.orElseGet(() -> CompletionEstimate.unknown(ahead, EstimateBasis.NO_SAMPLE));
	}

	private Optional<QueueModel.QueuePrediction> predict(long ahead) {
		return this.hasLiveWorkers ? this.model.predict((double) ahead) : Optional.empty();
	}

	/**
	 * Quantities of the queue arithmetic at one moment.
	 *
	 * @param requests open requests, {@code N}
	 * @param arrivalRate arrivals per second, {@code a}
	 * @param capacity requests per second that the live workers can process, {@code b}; 0
	 * if unknown
	 * @param transferRate completed requests per second while requests wait, {@code c}; 0
	 * if unknown
	 * @param delay seconds until a request that arrives now completes; null if unknown
	 * @param workersNeeded workers that keep the wait within the target; null if unknown
	 */
	public record QueueStatistics(long requests, double arrivalRate, double capacity, double transferRate,
			@Nullable Double delay, @Nullable Integer workersNeeded) {

	}

	/**
	 * Activity of the workers of a queue since the previous update.
	 *
	 * @param heartbeatsReliable see {@link WorkerRegistry#isReliable()}
	 * @param workers live workers
	 * @param slots sum of their slots
	 * @param inFlight requests in flight
	 * @param completed completed requests
	 * @param busySeconds seconds that handlers took for them, summed over all slots
	 */
	record WorkerActivity(boolean heartbeatsReliable, int workers, int slots, int inFlight, double completed,
			double busySeconds) {

	}

}
