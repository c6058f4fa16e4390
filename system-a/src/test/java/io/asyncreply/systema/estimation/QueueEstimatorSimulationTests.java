package io.asyncreply.systema.estimation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.ToIntFunction;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The estimates against queues whose law is known, in simulated time: exponential and
 * constant service, load below and above capacity, bursts, the loss of a worker.
 */
class QueueEstimatorSimulationTests {

	private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

	private final Random random = new Random(4711);

	@Test
	void exponentialServiceNearCapacity() {
		new SimulatedQueue(8, exponential(0.2)).poisson(39, 3_600).run().assertGood();
	}

	@Test
	void constantServiceAtOverload() {
		new SimulatedQueue(8, () -> 0.2).poisson(44, 300).run().assertGood();
	}

	@Test
	void burstOntoAnIdleQueue() {
		new SimulatedQueue(64, exponential(0.05)).poisson(50, 60).burst(60, 4_000).run().assertGood();
	}

	/** A single burst is covered wholly or far too little: its requests err together. */
	@Test
	void burstsOneAfterTheOther() {
		SimulatedQueue simulation = new SimulatedQueue(8, exponential(0.2)).poisson(30, 60);
		for (int i = 0; i < 60; i++) {
			simulation.burst(120 + 60 * i, 2_000);
		}
		EstimateAccuracy result = simulation.run();
		result.assertMedianErrorBelow(0.05);
		assertThat(result.covered()).isBetween(0.87, 0.93);
	}

	@Test
	void mixedServiceTimes() {
		new SimulatedQueue(16, () -> (this.random.nextInt(10) == 0) ? 2 : 0.05).poisson(64, 900).run().assertGood();
	}

	@Test
	void workerLostMidway() {
		SimulatedQueue simulation = new SimulatedQueue(16, exponential(0.2)).poisson(70, 240);
		simulation.slots = (second) -> (second < 120) ? 16 : 8;
		EstimateAccuracy result = simulation.run();
		// Those who were told before the loss could not know of it.
		result.from(125).assertMedianErrorBelow(0.15);
	}

	private DoubleSupplier exponential(double mean) {
		return () -> -mean * Math.log(1 - this.random.nextDouble());
	}

	/**
	 * A queue with slots and a law of service, first come first served.
	 */
	private final class SimulatedQueue {

		private final List<Double> arrivals = new ArrayList<>();

		private final DoubleSupplier service;

		private ToIntFunction<Double> slots;

		SimulatedQueue(int slots, DoubleSupplier service) {
			this.slots = (second) -> slots;
			this.service = service;
		}

		SimulatedQueue poisson(double rate, double seconds) {
			double time = 0;
			while (time < seconds) {
				time += exponential(1 / rate).getAsDouble();
				this.arrivals.add(time);
			}
			return this;
		}

		SimulatedQueue burst(double at, int size) {
			for (int i = 0; i < size; i++) {
				this.arrivals.add(at + i * 1e-4);
			}
			return this;
		}

		EstimateAccuracy run() {
			this.arrivals.sort(null);
			QueueEstimator flow = new QueueEstimator(Duration.ofSeconds(30));
			flow.begin(START, 0);
			EstimateAccuracy result = new EstimateAccuracy();
			PriorityQueue<double[]> ends = new PriorityQueue<>((one, other) -> Double.compare(one[0], other[0]));
			Deque<Integer> line = new ArrayDeque<>();
			StoredRequest[] entries = new StoredRequest[this.arrivals.size()];
			CompletionEstimate[] estimates = new CompletionEstimate[entries.length];
			int next = 0;
			int inService = 0;
			double completed = 0;
			double busy = 0;
			double tick = 1;
			while (next < entries.length || inService > 0 || !line.isEmpty()) {
				double arrival = (next < entries.length) ? this.arrivals.get(next) : Double.MAX_VALUE;
				double end = ends.isEmpty() ? Double.MAX_VALUE : ends.peek()[0];
				double now = Math.min(tick, Math.min(arrival, end));
				if (now == tick) {
					flow.tick(at(now), 1, new QueueEstimator.WorkerActivity(true, 1, this.slots.applyAsInt(now),
							inService, completed, busy));
					completed = 0;
					busy = 0;
					tick++;
				}
				else if (now == arrival) {
					entries[next] = entry(now, now, RequestState.ACCEPTED);
					estimates[next] = flow.estimateOfNext();
					flow.opened(entries[next]);
					line.add(next++);
				}
				else {
					double[] done = ends.remove();
					int index = (int) done[1];
					inService--;
					completed++;
					busy += done[2];
					EstimateCalibration.PredictionAccuracy grade = flow.ended(ended(entries[index], now, done[2]));
					result.add(this.arrivals.get(index), now, estimates[index], grade.covered());
				}
				while (inService < this.slots.applyAsInt(now) && !line.isEmpty()) {
					double time = this.service.getAsDouble();
					ends.add(new double[] { now + time, line.remove(), time });
					inService++;
				}
			}
			return result;
		}

	}

	/**
	 * What was said and what came of it, of all who waited for over a second.
	 */
	private static final class EstimateAccuracy {

		private final List<double[]> graded = new ArrayList<>();

		void add(double arrival, double end, CompletionEstimate estimate, boolean covered) {
			Double seconds = estimate.seconds();
			if (end - arrival > 1 && seconds != null) {
				this.graded.add(new double[] { arrival, Math.abs(seconds / (end - arrival) - 1), covered ? 1 : 0 });
			}
		}

		EstimateAccuracy from(double second) {
			EstimateAccuracy later = new EstimateAccuracy();
			this.graded.stream().filter((grade) -> grade[0] >= second).forEach(later.graded::add);
			return later;
		}

		void assertGood() {
			assertMedianErrorBelow(0.15);
			assertThat(covered()).as("covered by p90").isGreaterThan(0.8);
		}

		double covered() {
			return this.graded.stream().mapToDouble((grade) -> grade[2]).average().orElseThrow();
		}

		void assertMedianErrorBelow(double bound) {
			double[] errors = this.graded.stream().mapToDouble((grade) -> grade[1]).sorted().toArray();
			assertThat(errors).hasSizeGreaterThan(100);
			assertThat(errors[errors.length / 2]).isLessThan(bound);
		}

	}

	private static Instant at(double seconds) {
		return START.plus(Duration.ofNanos((long) (seconds * 1e9)));
	}

	private static StoredRequest entry(double accepted, double updated, RequestState state) {
		return new StoredRequest(RequestId.next(Clock.systemUTC()), "somebody", "text.process", Lane.INTERACTIVE, state,
				1, 1, 1,
				new StoredRequest.RequestTimes(at(accepted), at(accepted), at(updated), at(1e6), null, null, null),
				null, null, null);
	}

	private static StoredRequest ended(StoredRequest entry, double now, double service) {
		StoredRequest.RequestTimes times = entry.times();
		return new StoredRequest(entry.id(), entry.owner(), entry.operation(), entry.lane(), RequestState.SUCCEEDED, 1,
				1, 2, new StoredRequest.RequestTimes(times.acceptedAt(), times.openedAt(), at(now), times.deadline(),
						null, null, Duration.ofNanos((long) (service * 1e9))),
				null, null, null);
	}

}
