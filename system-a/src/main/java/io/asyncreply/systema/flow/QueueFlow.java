package io.asyncreply.systema.flow;

import java.time.Duration;

/**
 * The arithmetic of one queue (DESIGN.md, section 7), fed once a second. Pure: it knows
 * no clock and no queue.
 * <p>
 * With {@code N} requests in the system, {@code m} slots, arrival rate {@code a}, mean
 * service time {@code s} and {@code b = m / s}, the transfer rate {@code c} is measured
 * while requests wait: completions per second and slot, times the slots there are now, so
 * that the loss of a worker shows at once. A request with {@code n} before it begins once
 * {@code n - m + 1} of them are done: its wait is {@code (n - m + 1) / c}, or nothing if
 * a slot is free, and one service time follows. Where nothing has waited yet, {@code b}
 * stands in for {@code c}.
 */
final class QueueFlow {

	private static final Duration SHORT = Duration.ofSeconds(10);

	private static final Duration LONG = Duration.ofSeconds(60);

	/** So few departures tell less of their rate than chance does. */
	private static final int FEW_DEPARTURES = 10;

	private final Rate arrivals = new Rate(SHORT);

	private final Rate transferPerSlot = new Rate(SHORT);

	private final Rate transferPerSlotLong = new Rate(LONG);

	private final Rate completionsPerBusySecond = new Rate(LONG);

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
	void add(double seconds, double arrived, double completed, double busySeconds, Standing now) {
		this.arrivals.add(arrived, seconds);
		boolean busyNow = now.slots() > 0 && now.requests() >= now.slots()
				&& (now.inHand() >= now.slots() || completed > 0);
		if (busyNow && this.busy && this.slots == now.slots()) {
			this.transferPerSlot.add(completed / now.slots(), seconds);
			this.transferPerSlotLong.add(completed / now.slots(), seconds);
		}
		this.busy = busyNow;
		if (completed > 0 && busySeconds > 0) {
			this.completionsPerBusySecond.add(completed, busySeconds);
		}
		this.slots = now.slots();
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
	private Rate transferPerSlot() {
		double steady = this.transferPerSlotLong.perSecond();
		double events = Math.max(1, this.slots * this.transferPerSlot.weight());
		boolean changed = Math.abs(this.transferPerSlot.perSecond() - steady) > 3 * steady / Math.sqrt(events);
		return changed ? this.transferPerSlot : this.transferPerSlotLong;
	}

	/** What the delay is reckoned with: {@code c}, or {@code b} where c is unknown. */
	double rate() {
		double measured = transferRate();
		return (measured > 0) ? measured : capacity();
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
	 * How far the end may be off, one standard deviation: {@code k} departures at rate
	 * {@code c} scatter by the root of {@code k} over {@code c} if service times scatter
	 * by their mean, and the rate itself is known no better than the events it rests on.
	 * @param ahead requests before this one
	 * @return seconds, not a number while the rate is unknown
	 */
	double scatter(double ahead) {
		double rate = rate();
		if (rate <= 0) {
			return Double.NaN;
		}
		double departures = departuresBefore(ahead);
		double wait = departures / rate;
		double events = Math.max(1, this.slots * transferPerSlot().weight());
		return Math.sqrt(departures / (rate * rate) + serviceTime() * serviceTime() + wait * wait / events);
	}

	/**
	 * How the queue stands.
	 *
	 * @param requests all that are in the system, {@code N}
	 * @param slots requests that living workers can work on at once
	 * @param inHand requests that they have: if fewer than slots while none is completed,
	 * what is in the system does not reach them
	 */
	record Standing(double requests, int slots, int inHand) {

	}

}
