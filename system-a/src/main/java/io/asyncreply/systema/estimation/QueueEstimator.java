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

	private static final String MEASURED = "measured";

	private static final String CAPACITY = "capacity";

	/** What was measured so long ago tells nothing of now. */
	private static final Duration STALE = Duration.ofSeconds(10);

	private final QueueModel model = new QueueModel();

	private final ArrivalLog arrivals = new ArrivalLog();

	private final EstimateCalibration grades = new EstimateCalibration();

	private final StaffingModel staffing;

	private long open;

	private long notedArrivals;

	private boolean hearsWorkers;

	private boolean hasWorkers;

	private @Nullable Instant measuredAt;

	/**
	 * Makes the flow of a queue of which nothing is known.
	 * @param wait the longest wait that is wanted
	 */
	QueueEstimator(Duration wait) {
		this.staffing = new StaffingModel(wait);
	}

	/** Begins with what the ledger counts. */
	synchronized void begin(Instant now, long open) {
		this.open = open;
		this.arrivals.begin(now, open);
		this.notedArrivals = open;
	}

	/** Corrects the number of open requests, because others change it too. */
	synchronized void recount(long open) {
		this.open = open;
	}

	/** A request, or another life of one, comes in. */
	synchronized void opened(StoredRequest entry) {
		this.open++;
		this.arrivals.add();
		predict(this.open - 1).ifPresent((prediction) -> this.grades.expect(entry.id(), prediction));
	}

	/**
	 * A request ends.
	 * @return how its estimate did
	 */
	synchronized EstimateCalibration.PredictionAccuracy ended(StoredRequest entry) {
		this.open--;
		Duration processing = entry.times().processing();
		if (processing != null) {
			this.model.served(processing);
		}
		Duration actual = Duration.between(entry.times().openedAt(), entry.times().updatedAt());
		boolean worked = entry.state() == RequestState.SUCCEEDED || entry.state() == RequestState.FAILED;
		return this.grades.grade(entry.id(), worked ? actual : null);
	}

	/**
	 * Takes in what the last second brought.
	 * @param now the time
	 * @param seconds since the last time
	 * @param work what the workers did
	 */
	synchronized void tick(Instant now, double seconds, WorkerActivity work) {
		this.arrivals.note(now);
		long arrived = this.arrivals.count() - this.notedArrivals;
		this.notedArrivals = this.arrivals.count();
		this.hearsWorkers = work.isHeard();
		this.hasWorkers = work.slots() > 0;
		this.staffing.add(work.workers(), work.slots());
		this.model.add(seconds, (double) arrived, work.completed(), work.busySeconds(),
				new QueueModel.QueueLoad(this.open, work.slots(), work.inHand()));
		if (this.model.isMeasuring()) {
			this.measuredAt = now;
		}
	}

	/** When an open request will have ended. */
	synchronized CompletionEstimate estimate(StoredRequest entry) {
		return estimate((entry.state() == RequestState.RUNNING) ? 0 : ahead(entry));
	}

	/** When a request would have ended that came now. */
	synchronized CompletionEstimate estimateOfNext() {
		return estimate(this.open);
	}

	/**
	 * When a request would have ended that came now.
	 * @param now the time
	 * @return empty unless it would have to wait, and how fast the queue moves has been
	 * measured for long enough and until just now
	 */
	synchronized Optional<CompletionEstimate> soundEstimateOfNext(Instant now) {
		boolean isFresh = this.measuredAt != null && Duration.between(this.measuredAt, now).compareTo(STALE) < 0;
		boolean isSound = isFresh && this.hasWorkers && this.model.departuresBefore((double) this.open) > 0;
		return isSound ? Optional.of(estimateOfNext()) : Optional.empty();
	}

	/** Seconds that a handler takes; 0 if unknown. */
	synchronized double serviceTime() {
		return this.model.serviceTime();
	}

	/** The figures of this moment. */
	public synchronized QueueStatistics figures() {
		double delay = this.hasWorkers ? this.model.delay((double) this.open) : Double.NaN;
		double needed = this.staffing.workersNeeded((double) this.open, this.model.arrivalRate(),
				this.model.serviceTime());
		return new QueueStatistics(this.open, this.model.arrivalRate(), this.model.capacity(),
				this.model.transferRate(), Double.isNaN(delay) ? null : delay,
				Double.isNaN(needed) ? null : (int) needed);
	}

	/** Those that came before it and have not ended; a retry queues up anew. */
	private long ahead(StoredRequest entry) {
		Instant arrived = (entry.attempt() == 1) ? entry.times().acceptedAt() : entry.times().updatedAt();
		double arrivedBefore = this.arrivals.countBy(arrived);
		double ended = this.arrivals.count() - this.open;
		return Math.max(0, Math.min(this.open - 1, Math.round(arrivedBefore - ended)));
	}

	private CompletionEstimate estimate(long ahead) {
		if (!this.hasWorkers) {
			return CompletionEstimate.unknown(ahead,
					this.hearsWorkers ? "no worker is alive" : "workers cannot be heard");
		}
		String basis = (this.model.transferRate() > 0) ? MEASURED : CAPACITY;
		return predict(ahead)
			.map((prediction) -> new CompletionEstimate(prediction.delay(), this.grades.p90(prediction), ahead, basis))
			.orElseGet(() -> CompletionEstimate.unknown(ahead, "no request of this kind has been completed yet"));
	}

	private Optional<QueuePrediction> predict(long ahead) {
		return this.hasWorkers ? this.model.predict((double) ahead) : Optional.empty();
	}

	/**
	 * What the workers of a queue did since the last look.
	 *
	 * @param isHeard whether every living worker has had the time to be heard, see
	 * {@link WorkerRegistry#isInformed()}
	 * @param workers the living ones
	 * @param slots requests that they can work on at once
	 * @param inHand requests that they have in hand
	 * @param completed requests they completed
	 * @param busySeconds time that handlers took, all slots added up
	 */
	record WorkerActivity(boolean isHeard, int workers, int slots, int inHand, double completed, double busySeconds) {

	}

}
