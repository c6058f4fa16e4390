package io.asyncreply.systema.estimation;

import java.time.Duration;
import java.util.Optional;

/**
 * Queueing model of one queue, updated once a second. The formulas and their sources are
 * in docs/explanation/queue-arithmetic.md. The class reads no clock and no queue.
 * <p>
 * The model has {@code N} open requests, {@code m} slots, arrival rate {@code a}, mean
 * service time {@code s} and capacity {@code b = m / s}. The transfer rate {@code c} is
 * measured while no slot can be idle, because more requests wait than are completed. It
 * is measured per slot and multiplied by the present {@code m}, so that a lost worker
 * shows at once.
 * <p>
 * A request with {@code n} others ahead starts after {@code n - m + 1} departures. It
 * waits {@code (n - m + 1) / c}, or not at all if a slot is free. One service time
 * follows. The capacity counts like 20 departures, as a gamma prior of a Poisson rate,
 * and replaces {@code c} while no request has waited yet.
 */
final class QueueModel {

	private static final Duration SHORT_WINDOW = Duration.ofSeconds(10);

	private static final Duration LONG_WINDOW = Duration.ofSeconds(60);

	/** With fewer departures the rate is mostly noise. */
	private static final int MIN_DEPARTURES = 10;

	/** Weight of the capacity, in departures. */
	private static final double PRIOR_DEPARTURES = 20;

	/** Relative error of a rate beyond chance, because no rate stays constant. */
	private static final double RATE_DRIFT = 0.03;

	private final EwmaRate arrivalRate = new EwmaRate(SHORT_WINDOW);

	private final EwmaRate transferPerSlot = new EwmaRate(SHORT_WINDOW);

	private final EwmaRate longTermTransferPerSlot = new EwmaRate(LONG_WINDOW);

	private final EwmaRate completionsPerBusySecond = new EwmaRate(LONG_WINDOW);

	private final ServiceTimeVariance serviceTimeVariance = new ServiceTimeVariance();

	private double requests;

	private int slots;

	private boolean saturated;

	/**
	 * Adds the events since the previous update.
	 * @param elapsedSeconds seconds since the previous update
	 * @param arrived requests that arrived
	 * @param completed requests that workers completed
	 * @param busySeconds seconds that handlers took for them, summed over all slots
	 * @param load present load
	 */
	void update(double elapsedSeconds, double arrived, double completed, double busySeconds, QueueLoad load) {
		this.arrivalRate.add(arrived, elapsedSeconds);
		this.saturated = this.slots > 0 && this.slots == load.slots() && this.requests >= this.slots + completed
				&& (load.inFlight() >= load.slots() || completed > 0);
		if (this.saturated) {
			this.transferPerSlot.add(completed / load.slots(), elapsedSeconds);
			this.longTermTransferPerSlot.add(completed / load.slots(), elapsedSeconds);
		}
		if (completed > 0 && busySeconds > 0) {
			int parallel = Math.max(1, load.slots());
			this.completionsPerBusySecond.add(completed / parallel, busySeconds / parallel);
		}
		this.requests = load.requests();
		this.slots = load.slots();
	}

	/** Adds the service time of one request. */
	void onServed(Duration serviceTime) {
		this.serviceTimeVariance.add(serviceTime);
	}

	/** Returns the arrivals per second, {@code a}. */
	double arrivalRate() {
		return this.arrivalRate.perSecond();
	}

	/** Returns the mean seconds that a handler takes, {@code s}; 0 if unknown. */
	double serviceTime() {
		double rate = this.completionsPerBusySecond.perSecond();
		return (rate > 0) ? 1 / rate : 0;
	}

	/**
	 * Returns the requests per second that the slots can process, {@code b}; 0 if
	 * unknown.
	 */
	double capacity() {
		return this.slots * this.completionsPerBusySecond.perSecond();
	}

	/**
	 * Returns the completed requests per second while requests wait, {@code c}; 0 if
	 * unknown.
	 */
	double transferRate() {
		return this.slots * bestTransferPerSlot().perSecond();
	}

	/**
	 * Returns whether {@code c} is being measured, for 10 s and 10 departures or more.
	 */
	boolean isMeasuring() {
		return this.saturated && this.longTermTransferPerSlot.seconds() >= SHORT_WINDOW.toSeconds()
				&& this.slots * this.longTermTransferPerSlot.weight() >= MIN_DEPARTURES;
	}

	/**
	 * Returns the departures after which a request finds a free slot.
	 * @param ahead requests ahead of it, including those in flight
	 */
	double departuresBefore(double ahead) {
		return Math.max(0, ahead - this.slots + 1);
	}

	/**
	 * The rate over 60 s is steadier. The rate over 10 s replaces it if they differ by
	 * more than three standard deviations of a count.
	 */
	private EwmaRate bestTransferPerSlot() {
		double longTermRate = this.longTermTransferPerSlot.perSecond();
		double events = Math.max(1, this.slots * this.transferPerSlot.weight());
		boolean changed = Math.abs(this.transferPerSlot.perSecond() - longTermRate) > 3 * longTermRate
				/ Math.sqrt(events);
		return changed ? this.transferPerSlot : this.longTermTransferPerSlot;
	}

	/** Returns the requests per second that delays are computed with; 0 if unknown. */
	double effectiveRate() {
		double capacity = capacity();
		if (capacity <= 0) {
			return transferRate();
		}
		EwmaRate measuredRate = bestTransferPerSlot();
		return (this.slots * measuredRate.weight() + PRIOR_DEPARTURES)
				/ (measuredRate.seconds() + PRIOR_DEPARTURES / capacity);
	}

	/**
	 * Predicts when a request completes.
	 * @param ahead requests ahead of it, including those in flight
	 * @return empty while the rate is unknown
	 */
	Optional<QueuePrediction> predict(double ahead) {
		double departures = departuresBefore(ahead);
		double delay = delay(ahead);
		return Double.isNaN(delay) ? Optional.empty()
				: Optional.of(new QueuePrediction(delay, standardDeviation(departures), departures > 0));
	}

	/**
	 * Returns the seconds until a request completes.
	 * @param ahead requests ahead of it, including those in flight
	 * @return NaN while the rate is unknown
	 */
	double delay(double ahead) {
		double rate = effectiveRate();
		return (rate > 0) ? departuresBefore(ahead) / rate + serviceTime() : Double.NaN;
	}

	/**
	 * Standard deviation of the delay in seconds. The time of {@code k} departures has
	 * the variance {@code v k / c²} (Cox, "Renewal Theory", 1962). Here {@code v} is the
	 * squared coefficient of variation of the service times. The method adds the variance
	 * of the request's own service time, the error of the rate by the number of its
	 * events, and its drift.
	 */
	private double standardDeviation(double departures) {
		double rate = effectiveRate();
		double wait = departures / rate;
		double serviceTime = serviceTime();
		double randomVariance = departures / (rate * rate) + serviceTime * serviceTime + wait * wait / sampleSize();
		return Math.sqrt(
				this.serviceTimeVariance.squaredCoefficient() * randomVariance + RATE_DRIFT * RATE_DRIFT * wait * wait);
	}

	/** Number of events that the rate is computed from. */
	private double sampleSize() {
		double served = this.slots * this.completionsPerBusySecond.weight();
		return Math.max(1, this.slots * bestTransferPerSlot().weight() + Math.min(PRIOR_DEPARTURES, served));
	}

	/**
	 * Prediction for one request.
	 *
	 * @param delay seconds until it completes
	 * @param standardDeviation standard deviation of the delay in seconds
	 * @param mustWait whether it waits for a slot
	 */
	record QueuePrediction(double delay, double standardDeviation, boolean mustWait) {

	}

	/**
	 * Load of the queue.
	 *
	 * @param requests open requests, {@code N}
	 * @param slots sum of the slots of live workers
	 * @param inFlight requests in flight; fewer than the slots, while none is completed,
	 * means that the open requests do not reach the workers
	 */
	record QueueLoad(double requests, int slots, int inFlight) {

	}

}
