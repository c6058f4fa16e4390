package io.asyncreply.systema.estimation;

import java.time.Duration;

/**
 * Computes the number of workers that a queue needs. The inputs are the arrival rate
 * {@code a}, the mean service time {@code s} and {@code N} open requests. {@code a s}
 * slots keep up with the arrivals. {@code N s / S} slots process the open requests within
 * {@code S}. Their sum is divided by the slots of one worker and rounded up. While a
 * request is open, at least one worker is needed. The class reads no clock and no queue.
 */
final class StaffingModel {

	/** Ignored fraction of a worker, because an arrival rate never decays to 0. */
	private static final double WORKER_EPSILON = 0.001;

	private final double targetWaitSeconds;

	private double slotsPerWorker;

	/**
	 * Creates a model that knows no worker yet.
	 * @param targetWait time within which all open requests are processed, {@code S}
	 */
	StaffingModel(Duration targetWait) {
		this.targetWaitSeconds = targetWait.toMillis() / 1_000.0;
	}

	/**
	 * Updates the slots per worker. They stay known after the last worker has left.
	 * @param workers live workers
	 * @param slots sum of their slots
	 */
	void update(int workers, int slots) {
		if (workers > 0) {
			this.slotsPerWorker = (double) slots / workers;
		}
	}

	/**
	 * Returns the number of workers that are needed.
	 * @param requests open requests, {@code N}
	 * @param arrivalRate arrivals per second, {@code a}
	 * @param serviceTime mean seconds that a handler takes, {@code s}; 0 if unknown
	 * @return NaN while the service time or the slots per worker are unknown
	 */
	double workersNeeded(double requests, double arrivalRate, double serviceTime) {
		if (serviceTime <= 0 || this.slotsPerWorker <= 0) {
			return Double.NaN;
		}
		double slots = (arrivalRate + requests / this.targetWaitSeconds) * serviceTime;
		return Math.max((requests > 0) ? 1 : 0, Math.ceil(slots / this.slotsPerWorker - WORKER_EPSILON));
	}

}
