package io.asyncreply.systema.worker;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Last heartbeats of a bounded number of workers. At the bound of its user, a new worker
 * takes the place of one that is silent or has never worked. Workers that work stay.
 */
final class KnownWorkers {

	/** Most workers of all users. */
	static final int MAX_WORKERS = 1_000;

	/** Most workers of one user, so that no user takes all places. */
	static final int MAX_WORKERS_OF_USER = 500;

	/** Most requests that the heartbeats of all workers list, about 10 MiB. */
	static final int MAX_LISTED_REQUESTS = 100_000;

	private final LongSupplier nanoTime;

	private final Counter refused;

	private final Map<String, LastHeartbeat> byWorker = new ConcurrentHashMap<>();

	KnownWorkers(LongSupplier nanoTime, MeterRegistry meters) {
		this.nanoTime = nanoTime;
		this.refused = meters.counter("asyncreply.workers.refused");
	}

	Stream<LastHeartbeat> stream() {
		return this.byWorker.values().stream();
	}

	/** Finds a worker of a user. */
	Optional<LastHeartbeat> find(String worker, String user) {
		return Optional.ofNullable(this.byWorker.get(worker)).filter((known) -> known.user().equals(user));
	}

	void remove(String worker, String user) {
		find(worker, user).ifPresent((known) -> this.byWorker.remove(worker));
	}

	/**
	 * Remembers a heartbeat.
	 * @return false if it was refused
	 */
	synchronized boolean put(LastHeartbeat latest) {
		this.byWorker.values().removeIf((known) -> age(known).compareTo(WorkerRegistry.RETENTION) >= 0);
		boolean accepted = hasRoomForRequests(latest) && (find(latest.worker(), latest.user()).isPresent()
				|| (!this.byWorker.containsKey(latest.worker()) && makeRoom(latest)));
		if (accepted) {
			this.byWorker.put(latest.worker(), latest);
		}
		else {
			this.refused.increment();
		}
		return accepted;
	}

	private boolean hasRoomForRequests(LastHeartbeat latest) {
		return latest.longRunning().isEmpty() || stream().filter((known) -> !known.worker().equals(latest.worker()))
			.mapToInt((known) -> known.longRunning().size())
			.sum() + latest.longRunning().size() <= MAX_LISTED_REQUESTS;
	}

	private boolean makeRoom(LastHeartbeat latest) {
		long ofUser = stream().filter((known) -> known.user().equals(latest.user())).count();
		if (ofUser < MAX_WORKERS_OF_USER && this.byWorker.size() < MAX_WORKERS) {
			return true;
		}
		Optional<LastHeartbeat> displaced = stream().filter((known) -> known.user().equals(latest.user()))
			.filter((known) -> isSilent(known) || !known.working())
			.max(Comparator.comparing(this::isSilent).thenComparing(LastHeartbeat.MOST_CREDIBLE_FIRST));
		displaced.ifPresent((known) -> {
			this.byWorker.remove(known.worker());
			this.refused.increment();
		});
		return displaced.isPresent();
	}

	private boolean isSilent(LastHeartbeat known) {
		return age(known).compareTo(WorkerRegistry.LIVENESS_TIMEOUT) >= 0;
	}

	private Duration age(LastHeartbeat known) {
		return Duration.ofNanos(this.nanoTime.getAsLong() - known.receivedNanos());
	}

}
