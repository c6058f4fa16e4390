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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the estimates with simulated queues, in simulated time: exponential and
 * constant service times, load below and above capacity, bursts, and a lost worker.
 */
@Tag("extended")
class QueueEstimatorSimulationTests {

	private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

	private final Random random = new Random(4711);

	@Test
	void estimatesExponentialServiceNearCapacity() {
		new SimulatedQueue(8, exponential(0.2)).poisson(39, 3_600).run().assertAccurate();
	}

	@Test
	void estimatesConstantServiceAtOverload() {
		new SimulatedQueue(8, () -> 0.2).poisson(44, 300).run().assertAccurate();
	}

	@Test
	void estimatesBurstOntoIdleQueue() {
		new SimulatedQueue(64, exponential(0.05)).poisson(50, 60).burst(60, 4_000).run().assertAccurate();
	}

	/** The requests of one burst are late together, so coverage needs many bursts. */
	@Test
	void calibratesOverSuccessiveBursts() {
		SimulatedQueue simulatedQueue = new SimulatedQueue(8, exponential(0.2)).poisson(30, 60);
		for (int i = 0; i < 60; i++) {
			simulatedQueue.burst(120 + 60 * i, 2_000);
		}
		EstimateAccuracy estimateAccuracy = simulatedQueue.run();
		estimateAccuracy.assertMedianErrorBelow(0.05);
		assertThat(estimateAccuracy.coverage()).isBetween(0.87, 0.93);
	}

	@Test
	void estimatesMixedServiceTimes() {
		new SimulatedQueue(16, () -> (this.random.nextInt(10) == 0) ? 2 : 0.05).poisson(64, 900).run().assertAccurate();
	}

	@Test
	void adaptsToLostWorker() {
		SimulatedQueue simulatedQueue = new SimulatedQueue(16, exponential(0.2)).poisson(70, 240);
		simulatedQueue.concurrency = (second) -> (second < 120) ? 16 : 8;
		EstimateAccuracy estimateAccuracy = simulatedQueue.run();
		// estimates from before the loss cannot include it
		estimateAccuracy.since(125).assertMedianErrorBelow(0.15);
	}

	private DoubleSupplier exponential(double mean) {
		return () -> -mean * Math.log(1 - this.random.nextDouble());
	}

	/**
	 * First-come, first-served queue with slots and a distribution of service times.
	 */
	private final class SimulatedQueue {

		private final List<Double> arrivals = new ArrayList<>();

		private final DoubleSupplier service;

		private ToIntFunction<Double> concurrency;

		SimulatedQueue(int concurrency, DoubleSupplier service) {
			this.concurrency = (second) -> concurrency;
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
			QueueEstimator queueEstimator = new QueueEstimator(Duration.ofSeconds(30));
			queueEstimator.reset(START, 0);
			EstimateAccuracy estimateAccuracy = new EstimateAccuracy();
			PriorityQueue<double[]> completions = new PriorityQueue<>((one, other) -> Double.compare(one[0], other[0]));
			Deque<Integer> waiting = new ArrayDeque<>();
			StoredRequest[] requests = new StoredRequest[this.arrivals.size()];
			CompletionEstimate[] estimates = new CompletionEstimate[requests.length];
			int next = 0;
			int inService = 0;
			double completed = 0;
			double busy = 0;
			double tick = 1;
			while (next < requests.length || inService > 0 || !waiting.isEmpty()) {
				double arrival = (next < requests.length) ? this.arrivals.get(next) : Double.MAX_VALUE;
				double end = completions.isEmpty() ? Double.MAX_VALUE : completions.peek()[0];
				double now = Math.min(tick, Math.min(arrival, end));
				if (now == tick) {
					queueEstimator.update(instantAt(now), 1, new QueueEstimator.WorkerActivity(true, 1,
							this.concurrency.applyAsInt(now), inService, completed, busy));
					completed = 0;
					busy = 0;
					tick++;
				}
				else if (now == arrival) {
					requests[next] = storedRequest(now, now, RequestState.ACCEPTED);
					estimates[next] = queueEstimator.estimateForNext();
					queueEstimator.onOpened(requests[next]);
					waiting.add(next++);
				}
				else {
					double[] completion = completions.remove();
					int index = (int) completion[1];
					inService--;
					completed++;
					busy += completion[2];
					EstimateCalibration.PredictionAccuracy predictionAccuracy = queueEstimator
						.onEnded(succeeded(requests[index], now, completion[2]));
					estimateAccuracy.add(this.arrivals.get(index), now, estimates[index], predictionAccuracy.covered());
				}
				while (inService < this.concurrency.applyAsInt(now) && !waiting.isEmpty()) {
					double time = this.service.getAsDouble();
					completions.add(new double[] { now + time, waiting.remove(), time });
					inService++;
				}
			}
			return estimateAccuracy;
		}

	}

	/**
	 * Estimates and actual times of requests that took over 1 s.
	 */
	private static final class EstimateAccuracy {

		private final List<double[]> samples = new ArrayList<>();

		void add(double arrival, double end, CompletionEstimate completionEstimate, boolean covered) {
			Double seconds = completionEstimate.seconds();
			if (end - arrival > 1 && seconds != null) {
				this.samples.add(new double[] { arrival, Math.abs(seconds / (end - arrival) - 1), covered ? 1 : 0 });
			}
		}

		EstimateAccuracy since(double second) {
			EstimateAccuracy later = new EstimateAccuracy();
			this.samples.stream().filter((sample) -> sample[0] >= second).forEach(later.samples::add);
			return later;
		}

		void assertAccurate() {
			assertMedianErrorBelow(0.15);
			assertThat(coverage()).as("covered by p90").isGreaterThan(0.8);
		}

		double coverage() {
			return this.samples.stream().mapToDouble((sample) -> sample[2]).average().orElseThrow();
		}

		void assertMedianErrorBelow(double bound) {
			double[] errors = this.samples.stream().mapToDouble((sample) -> sample[1]).sorted().toArray();
			assertThat(errors).hasSizeGreaterThan(100);
			assertThat(errors[errors.length / 2]).isLessThan(bound);
		}

	}

	private static Instant instantAt(double seconds) {
		return START.plus(Duration.ofNanos((long) (seconds * 1e9)));
	}

	private static StoredRequest storedRequest(double accepted, double updated, RequestState state) {
		return new StoredRequest(RequestId.generate(Clock.systemUTC()), "caller", "text.process", Lane.INTERACTIVE,
				state, 1, 1, 1, new StoredRequest.RequestTimes(instantAt(accepted), instantAt(accepted),
						instantAt(updated), instantAt(1e6), null, null, null),
				null, null, null);
	}

	private static StoredRequest succeeded(StoredRequest stored, double now, double service) {
		StoredRequest.RequestTimes requestTimes = stored.times();
		return new StoredRequest(stored.id(), stored.owner(), stored.operation(), stored.lane(), RequestState.SUCCEEDED,
				1, 1, 2,
				new StoredRequest.RequestTimes(requestTimes.acceptedAt(), requestTimes.openedAt(), instantAt(now),
						requestTimes.deadline(), null, null, Duration.ofNanos((long) (service * 1e9))),
				null, null, null);
	}

}
