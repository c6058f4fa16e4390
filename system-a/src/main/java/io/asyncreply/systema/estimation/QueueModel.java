package io.asyncreply.systema.estimation;

import java.time.Duration;
import java.util.Optional;

/**
 * The arithmetic of one queue (DESIGN.md, section 7), fed once a second. Pure: it knows
 * no clock and no queue.
 * <p>
 * With {@code N} requests in the system, {@code m} slots, arrival rate {@code a}, mean
 * service time {@code s} and {@code b = m / s}, the transfer rate {@code c} is measured
 * while no slot can have run empty, because more waited than were completed: completions
 * per second and slot, times the slots there are now, so that the loss of a worker shows
 * at once. A request with {@code n} before it begins once {@code n - m + 1} of them are
 * done: its wait is {@code (n - m + 1) / c}, or nothing if a slot is free, and one
 * service time follows. What {@code b} says counts like a few departures, as a gamma
 * prior does for a Poisson rate: it stands in for {@code c} where nothing has waited yet.
 */
final class QueueModel {

	private static final Duration SHORT_WINDOW = Duration.ofSeconds(10);

	private static final Duration LONG_WINDOW = Duration.ofSeconds(60);

	/** So few departures tell less of their rate than chance does. */
	private static final int MIN_DEPARTURES = 10;

	/** So many departures the capacity counts like. */
	private static final double PRIOR_DEPARTURES = 20;

	/** No rate stays the same for longer: its relative error beyond chance. */
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
	 * Adds what happened since the last look.
	 * @param elapsedSeconds how long ago that was
	 * @param arrived requests that arrived
	 * @param completed requests that workers completed
	 * @param busySeconds time that handlers took for them, all slots added up
	 * @param load how it stands
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

	/** Adds how long a handler took for one request. */
	void onServed(Duration serviceTime) {
		this.serviceTimeVariance.add(serviceTime);
	}

	/** Arrivals per second, {@code a}. */
	double arrivalRate() {
		return this.arrivalRate.perSecond();
	}

	/** Seconds that a handler takes, {@code s}; 0 if unknown. */
	double serviceTime() {
		double rate = this.completionsPerBusySecond.perSecond();
		return (rate > 0) ? 1 / rate : 0;
	}

	/** What the workers could do per second, {@code b}; 0 if unknown. */
	double capacity() {
		return this.slots * this.completionsPerBusySecond.perSecond();
	}

	/** Completions per second while requests wait, {@code c}; 0 if unknown. */
	double transferRate() {
		return this.slots * bestTransferPerSlot().perSecond();
	}

	/** Whether c is being measured, and has been for over ten seconds. */
	boolean isMeasuring() {
		return this.saturated && this.longTermTransferPerSlot.seconds() >= SHORT_WINDOW.toSeconds()
				&& this.slots * this.longTermTransferPerSlot.weight() >= MIN_DEPARTURES;
	}

	/** How many of those ahead have to end before the next one finds a free slot. */
	double departuresBefore(double ahead) {
		return Math.max(0, ahead - this.slots + 1);
	}

	/**
	 * The steadier one of a minute, unless the last seconds differ from it by more than
	 * chance explains: by three standard deviations of a count.
	 */
	private EwmaRate bestTransferPerSlot() {
		double longTermRate = this.longTermTransferPerSlot.perSecond();
		double events = Math.max(1, this.slots * this.transferPerSlot.weight());
		boolean changed = Math.abs(this.transferPerSlot.perSecond() - longTermRate) > 3 * longTermRate
				/ Math.sqrt(events);
		return changed ? this.transferPerSlot : this.longTermTransferPerSlot;
	}

	/** What the delay is reckoned with; 0 while nothing is known. */
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
	 * Tells when a request will end.
	 * @param ahead requests before it, those in the works included
	 * @return empty while the rate is unknown
	 */
	Optional<QueuePrediction> predict(double ahead) {
		double departures = departuresBefore(ahead);
		double delay = delay(ahead);
		return Double.isNaN(delay) ? Optional.empty()
				: Optional.of(new QueuePrediction(delay, standardDeviation(departures), departures > 0));
	}

	/**
	 * Seconds until a request ends that has others before it.
	 * @param ahead how many, those in the works included
	 * @return not a number while the rate is unknown
	 */
	double delay(double ahead) {
		double rate = effectiveRate();
		return (rate > 0) ? departuresBefore(ahead) / rate + serviceTime() : Double.NaN;
	}

	/**
	 * How far the end may be off, one standard deviation in seconds: {@code k} departures
	 * take {@code k / c} and scatter by the root of {@code k} over {@code c} times the
	 * coefficient of variation of the service times (Cox, "Renewal Theory", 1962), the
	 * last service time scatters itself, and the rate is known no better than the events
	 * it rests on, and never better than it drifts.
	 */
	private double standardDeviation(double departures) {
		double rate = effectiveRate();
		double wait = departures / rate;
		double serviceTime = serviceTime();
		double randomVariance = departures / (rate * rate) + serviceTime * serviceTime + wait * wait / sampleSize();
		return Math.sqrt(
				this.serviceTimeVariance.squaredCoefficient() * randomVariance + RATE_DRIFT * RATE_DRIFT * wait * wait);
	}

	/** How many events the rate rests on. */
	private double sampleSize() {
		double served = this.slots * this.completionsPerBusySecond.weight();
		return Math.max(1, this.slots * bestTransferPerSlot().weight() + Math.min(PRIOR_DEPARTURES, served));
	}

	/**
	 * How the queue stands.
	 *
	 * @param requests all that are in the system, {@code N}
	 * @param slots requests that living workers can work on at once
	 * @param inFlight requests that they have: if fewer than slots while none is
	 * completed, what is in the system does not reach them
	 */
	record QueueLoad(double requests, int slots, int inFlight) {

	}

}
