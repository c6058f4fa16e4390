package io.asyncreply.systema.estimation;

import java.time.Duration;

/**
 * How many workers a queue needs. With arrival rate {@code a}, mean service time
 * {@code s} and {@code N} requests in the system, {@code a s} slots keep up with what
 * arrives and {@code N s / S} drain what is there within {@code S}; over the slots of one
 * worker, rounded up, and at least one while there is anything. Pure: it knows no clock
 * and no queue.
 */
final class StaffingModel {

	/**
	 * Less than this part of a worker is nobody: an arrival rate never fades to nothing.
	 */
	private static final double WORKER_EPSILON = 0.001;

	private final double targetWaitSeconds;

	private double slotsPerWorker;

	/**
	 * Makes the staffing of a queue whose workers have not been heard yet.
	 * @param targetWait the longest wait that is wanted, {@code S}
	 */
	StaffingModel(Duration targetWait) {
		this.targetWaitSeconds = targetWait.toMillis() / 1_000.0;
	}

	/**
	 * Takes in who works; the slots of a worker are remembered after the last has gone.
	 */
	void update(int workers, int slots) {
		if (workers > 0) {
			this.slotsPerWorker = (double) slots / workers;
		}
	}

	/**
	 * Tells how many workers are needed.
	 * @param requests all that are in the system, {@code N}
	 * @param arrivalRate arrivals per second, {@code a}
	 * @param serviceTime seconds that a handler takes, {@code s}; 0 if unknown
	 * @return not a number while the service time or the slots of a worker are unknown
	 */
	double workersNeeded(double requests, double arrivalRate, double serviceTime) {
		if (serviceTime <= 0 || this.slotsPerWorker <= 0) {
			return Double.NaN;
		}
		double slots = (arrivalRate + requests / this.targetWaitSeconds) * serviceTime;
		return Math.max((requests > 0) ? 1 : 0, Math.ceil(slots / this.slotsPerWorker - WORKER_EPSILON));
	}

}
