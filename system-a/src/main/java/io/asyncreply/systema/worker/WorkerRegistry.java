package io.asyncreply.systema.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.RequestId;

/**
 * Hears the pulses of all System B and knows who lives and what they have in hand. A
 * worker is live for three seconds after its pulse, silent for two minutes after it, and
 * then forgotten, as it is at once by its farewell.
 */
public final class WorkerRegistry {

	/** A worker that is not heard for so long is silent. */
	public static final Duration LIVE = Duration.ofSeconds(3);

	/** A worker that is not heard for so long is forgotten. */
	public static final Duration REMEMBERED = Duration.ofMinutes(2);

	/** Most workers that are known at once; others are not taken notice of. */
	static final int MAX_WORKERS = 1_000;

	private final Supplier<Duration> listeningFor;

	private final LongSupplier nanoTime;

	private final Map<String, LastHeartbeat> sightings = new ConcurrentHashMap<>();

	private final Map<String, CompletedWork> outputs = new ConcurrentHashMap<>();

	private final Map<String, Long> heardAt = new ConcurrentHashMap<>();

	/**
	 * Makes the register, which knows nobody yet.
	 * @param listeningFor for how long pulses have been able to arrive without a break
	 * @param nanoTime a clock that never jumps, in nanoseconds
	 */
	public WorkerRegistry(Supplier<Duration> listeningFor, LongSupplier nanoTime) {
		this.listeningFor = listeningFor;
		this.nanoTime = nanoTime;
	}

	/**
	 * Tells whether every worker that lives has had the time to be heard since the last
	 * break. Without that, nothing follows from a request that nobody names.
	 * @return false after a start and after each loss of the broker, for three seconds
	 */
	public boolean isInformed() {
		return this.listeningFor.get().compareTo(LIVE) >= 0;
	}

	/**
	 * Tells who works on a queue.
	 * @param queue the queue's name
	 * @return its live and silent workers, {@link WorkerStats#NONE} if there are none
	 */
	public WorkerStats crew(String queue) {
		return this.sightings.values()
			.stream()
			.filter((sighting) -> age(sighting).compareTo(REMEMBERED) < 0)
			.map((sighting) -> sighting.at(queue, age(sighting).compareTo(LIVE) < 0))
			.reduce(WorkerStats.NONE, WorkerStats::joinedBy);
	}

	/**
	 * Tells whether frames may be sent to a queue.
	 * @param queue the queue's name
	 * @param consumers how many consume it by the broker's word, 0 if that is unknown
	 * @return true if it has live workers, each of them says that it reads frames, and
	 * nobody consumes who says nothing
	 */
	public boolean readFrames(String queue, long consumers) {
		List<QueueStatus> live = this.sightings.values()
			.stream()
			.filter((sighting) -> age(sighting).compareTo(LIVE) < 0)
			.flatMap((sighting) -> Stream.ofNullable(sighting.stations().get(queue)))
			.filter((station) -> station.slots() > 0)
			.toList();
		return isInformed() && !live.isEmpty() && live.size() >= consumers
				&& live.stream().allMatch(QueueStatus::frames);
	}

	/**
	 * Tells who has a request in hand, live or silent; costs a look-up for each worker.
	 * @param request the request
	 * @return the worker that named it in its last pulse: one that has had it for over a
	 * second
	 */
	public Optional<String> inHandOf(RequestId request) {
		return this.sightings.values()
			.stream()
			.filter((sighting) -> sighting.longInHand().contains(request))
			.filter((sighting) -> age(sighting).compareTo(REMEMBERED) < 0)
			.map(LastHeartbeat::worker)
			.findAny();
	}

	/**
	 * Tells how long ago a worker of a queue was last heard.
	 * @param queue the queue's name
	 * @return empty if none was heard since the start of this instance
	 */
	Optional<Duration> silence(String queue) {
		Long at = this.heardAt.get(queue);
		return (at != null) ? Optional.of(Duration.ofNanos(this.nanoTime.getAsLong() - at)) : Optional.empty();
	}

	/**
	 * Tells what all workers have done on a queue since this instance hears them.
	 * @param queue the queue's name
	 * @return totals that only grow
	 */
	public CompletedWork output(String queue) {
		return this.outputs.getOrDefault(queue, CompletedWork.NONE);
	}

	public void hear(Heartbeat pulse) {
		LastHeartbeat before = this.sightings.get(pulse.worker());
		if (before != null) {
			pulse.stations()
				.forEach((station) -> this.outputs.merge(station.queue(),
						CompletedWork.between(before.stations().get(station.queue()), station), CompletedWork::plus));
		}
		pulse.stations().stream().filter((station) -> station.slots() > 0).forEach((station) -> {
			this.heardAt.put(station.queue(), this.nanoTime.getAsLong());
		});
		this.sightings.values().removeIf((sighting) -> age(sighting).compareTo(REMEMBERED) >= 0);
		if (pulse.farewell()) {
			this.sightings.remove(pulse.worker());
		}
		else if (this.sightings.size() < MAX_WORKERS || this.sightings.containsKey(pulse.worker())) {
			this.sightings.put(pulse.worker(), LastHeartbeat.of(pulse, this.nanoTime.getAsLong()));
		}
	}

	private Duration age(LastHeartbeat sighting) {
		return Duration.ofNanos(this.nanoTime.getAsLong() - sighting.at());
	}

}
