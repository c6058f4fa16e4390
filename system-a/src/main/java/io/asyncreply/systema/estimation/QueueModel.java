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

	private static final Duration SHORT = Duration.ofSeconds(10);

	private static final Duration LONG = Duration.ofSeconds(60);

	/** So few departures tell less of their rate than chance does. */
	private static final int FEW_DEPARTURES = 10;

	/** So many departures the capacity counts like. */
	private static final double PRIOR = 20;

	/** No rate stays the same for longer: its relative error beyond chance. */
	private static final double DRIFT = 0.03;

	private final EwmaRate arrivals = new EwmaRate(SHORT);

	private final EwmaRate transferPerSlot = new EwmaRate(SHORT);

	private final EwmaRate transferPerSlotLong = new EwmaRate(LONG);

	private final EwmaRate completionsPerBusySecond = new EwmaRate(LONG);

	private final ServiceTimeVariance variation = new ServiceTimeVariance();

	private double requests;

	private int slots;

	private boolean busy;

	/**
	 * Adds what happened since the last look.
	 * @param seconds how long ago that was
	 * @param arrived requests that arrived
	 * @param completed requests that workers completed
	 * @param busySeconds time that handlers took for them, all slots added up
	 * @param now how it stands
	 */
	void add(double seconds, double arrived, double completed, double busySeconds, QueueLoad now) {
		this.arrivals.add(arrived, seconds);
		this.busy = this.slots > 0 && this.slots == now.slots() && this.requests >= this.slots + completed
				&& (now.inHand() >= now.slots() || completed > 0);
		if (this.busy) {
			this.transferPerSlot.add(completed / now.slots(), seconds);
			this.transferPerSlotLong.add(completed / now.slots(), seconds);
		}
		if (completed > 0 && busySeconds > 0) {
			int parallel = Math.max(1, now.slots());
			this.completionsPerBusySecond.add(completed / parallel, busySeconds / parallel);
		}
		this.requests = now.requests();
		this.slots = now.slots();
	}

	/** Adds how long a handler took for one request. */
	void served(Duration service) {
		this.variation.add(service);
	}

	/** Arrivals per second, {@code a}. */
	double arrivalRate() {
		return this.arrivals.perSecond();
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
		return this.slots * transferPerSlot().perSecond();
	}

	/** Whether c is being measured, and has been for over ten seconds. */
	boolean isMeasuring() {
		return this.busy && this.transferPerSlotLong.seconds() >= SHORT.toSeconds()
				&& this.slots * this.transferPerSlotLong.weight() >= FEW_DEPARTURES;
	}

	/** How many of those ahead have to end before the next one finds a free slot. */
	double departuresBefore(double ahead) {
		return Math.max(0, ahead - this.slots + 1);
	}

	/**
	 * The steadier one of a minute, unless the last seconds differ from it by more than
	 * chance explains: by three standard deviations of a count.
	 */
	private EwmaRate transferPerSlot() {
		double steady = this.transferPerSlotLong.perSecond();
		double events = Math.max(1, this.slots * this.transferPerSlot.weight());
		boolean changed = Math.abs(this.transferPerSlot.perSecond() - steady) > 3 * steady / Math.sqrt(events);
		return changed ? this.transferPerSlot : this.transferPerSlotLong;
	}

	/** What the delay is reckoned with; 0 while nothing is known. */
	double rate() {
		double capacity = capacity();
		if (capacity <= 0) {
			return transferRate();
		}
		EwmaRate measured = transferPerSlot();
		return (this.slots * measured.weight() + PRIOR) / (measured.seconds() + PRIOR / capacity);
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
				: Optional.of(new QueuePrediction(delay, scatter(departures), departures > 0));
	}

	/**
	 * Seconds until a request ends that has others before it.
	 * @param ahead how many, those in the works included
	 * @return not a number while the rate is unknown
	 */
	double delay(double ahead) {
		double rate = rate();
		return (rate > 0) ? departuresBefore(ahead) / rate + serviceTime() : Double.NaN;
	}

	/**
	 * How far the end may be off, one standard deviation in seconds: {@code k} departures
	 * take {@code k / c} and scatter by the root of {@code k} over {@code c} times the
	 * coefficient of variation of the service times (Cox, "Renewal Theory", 1962), the
	 * last service time scatters itself, and the rate is known no better than the events
	 * it rests on, and never better than it drifts.
	 */
	private double scatter(double departures) {
		double rate = rate();
		double wait = departures / rate;
		double service = serviceTime();
		double byChance = departures / (rate * rate) + service * service + wait * wait / events();
		return Math.sqrt(this.variation.squared() * byChance + DRIFT * DRIFT * wait * wait);
	}

	/** How many events the rate rests on. */
	private double events() {
		double served = this.slots * this.completionsPerBusySecond.weight();
		return Math.max(1, this.slots * transferPerSlot().weight() + Math.min(PRIOR, served));
	}

	/**
	 * How the queue stands.
	 *
	 * @param requests all that are in the system, {@code N}
	 * @param slots requests that living workers can work on at once
	 * @param inHand requests that they have: if fewer than slots while none is completed,
	 * what is in the system does not reach them
	 */
	record QueueLoad(double requests, int slots, int inHand) {

	}

}
