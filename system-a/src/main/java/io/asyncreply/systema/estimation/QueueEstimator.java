package io.asyncreply.systema.estimation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.worker.WorkerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * One queue as it flows: fed by the ledger's changes and the workers' pulses, asked for
 * estimates, and graded by what came of them.
 */
public final class QueueEstimator {

	/** What was measured so long ago tells nothing of now. */
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
	 * Makes the flow of a queue of which nothing is known.
	 * @param targetWait the longest wait that is wanted
	 */
	QueueEstimator(Duration targetWait) {
		this.staffingModel = new StaffingModel(targetWait);
	}

	/** Begins with what the ledger counts. */
	synchronized void reset(Instant now, long openRequests) {
		this.openRequests = openRequests;
		this.arrivalLog.reset(now, openRequests);
		this.previousArrivals = openRequests;
	}

	/** Corrects the number of open requests, because others change it too. */
	synchronized void setOpenRequests(long openRequests) {
		this.openRequests = openRequests;
	}

	/** A request, or another life of one, comes in. */
	synchronized void onOpened(StoredRequest request) {
		this.openRequests++;
		this.arrivalLog.add();
		predict(this.openRequests - 1)
			.ifPresent((queuePrediction) -> this.calibration.recordPrediction(request.id(), queuePrediction));
	}

	/**
	 * A request ends.
	 * @return how its estimate did
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
	 * Takes in what the last second brought.
	 * @param now the time
	 * @param elapsedSeconds since the last time
	 * @param activity what the workers did
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

	/** When an open request will have ended. */
	synchronized CompletionEstimate estimate(StoredRequest request) {
		return estimate((request.state() == RequestState.RUNNING) ? 0 : requestsAhead(request));
	}

	/** When a request would have ended that came now. */
	synchronized CompletionEstimate estimateForNext() {
		return estimate(this.openRequests);
	}

	/**
	 * When a request would have ended that came now.
	 * @param now the time
	 * @return empty unless it would have to wait, and how fast the queue moves has been
	 * measured for long enough and until just now
	 */
	synchronized Optional<CompletionEstimate> reliableEstimateForNext(Instant now) {
		boolean isFresh = this.lastMeasuredAt != null
				&& Duration.between(this.lastMeasuredAt, now).compareTo(MEASUREMENT_MAX_AGE) < 0;
		boolean isReliable = isFresh && this.hasLiveWorkers
				&& this.model.departuresBefore((double) this.openRequests) > 0;
		return isReliable ? Optional.of(estimateForNext()) : Optional.empty();
	}

	/** Seconds that a handler takes; 0 if unknown. */
	synchronized double serviceTime() {
		return this.model.serviceTime();
	}

	/** The figures of this moment. */
	public synchronized QueueStatistics statistics() {
		double delay = this.hasLiveWorkers ? this.model.delay((double) this.openRequests) : Double.NaN;
		double workersNeeded = this.staffingModel.workersNeeded((double) this.openRequests, this.model.arrivalRate(),
				this.model.serviceTime());
		return new QueueStatistics(this.openRequests, this.model.arrivalRate(), this.model.capacity(),
				this.model.transferRate(), Double.isNaN(delay) ? null : delay,
				Double.isNaN(workersNeeded) ? null : (int) workersNeeded);
	}

	/** Those that came before it and have not ended; a retry queues up anew. */
	private long requestsAhead(StoredRequest request) {
		Instant arrived = (request.attempt() == 1) ? request.times().acceptedAt() : request.times().updatedAt();
		double arrivedBefore = this.arrivalLog.countAt(arrived);
		double ended = this.arrivalLog.count() - this.openRequests;
		return Math.max(0, Math.min(this.openRequests - 1, Math.round(arrivedBefore - ended)));
	}

	private CompletionEstimate estimate(long ahead) {
		if (!this.hasLiveWorkers) {
			return CompletionEstimate.unknown(ahead, this.heartbeatsReliable ? CompletionEstimate.EstimateBasis.NO_LIVE_WORKER
					: CompletionEstimate.EstimateBasis.WORKERS_UNKNOWN);
		}
		CompletionEstimate.EstimateBasis basis = (this.model.transferRate() > 0) ? CompletionEstimate.EstimateBasis.MEASURED
				: CompletionEstimate.EstimateBasis.CAPACITY;
		return predict(ahead)
			.map((queuePrediction) -> new CompletionEstimate(queuePrediction.delay(),
					this.calibration.p90(queuePrediction), ahead, basis))
			.orElseGet(() -> CompletionEstimate.unknown(ahead, CompletionEstimate.EstimateBasis.NO_SAMPLE));
	}

	private Optional<QueuePrediction> predict(long ahead) {
		return this.hasLiveWorkers ? this.model.predict((double) ahead) : Optional.empty();
	}

	/**
	 * What the workers of a queue did since the last look.
	 *
	 * @param heartbeatsReliable whether every living worker has had the time to be heard,
	 * see {@link WorkerRegistry#isReliable()}
	 * @param workers the living ones
	 * @param slots requests that they can work on at once
	 * @param inFlight requests that they have in hand
	 * @param completed requests they completed
	 * @param busySeconds time that handlers took, all slots added up
	 */
	record WorkerActivity(boolean heartbeatsReliable, int workers, int slots, int inFlight, double completed,
			double busySeconds) {

	}

}
