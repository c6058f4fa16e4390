package io.asyncreply.systema.flow;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.Signal.Pulse;
import io.asyncreply.messages.Signal.Station;

/**
 * The last pulse of a worker, ready to be asked.
 *
 * @param worker who it is from
 * @param at when it was heard, in nanoseconds
 * @param stations its stations by queue
 * @param longInHand what it names, of all queues
 */
record Sighting(String worker, long at, Map<String, Station> stations, Set<RequestId> longInHand) {

	static Sighting of(Pulse pulse, long at) {
		return new Sighting(pulse.worker(), at,
				pulse.stations().stream().collect(Collectors.toMap(Station::queue, Function.identity(), (a, b) -> b)),
				pulse.stations()
					.stream()
					.map(Station::longInHand)
					.flatMap(Collection::stream)
					.collect(Collectors.toUnmodifiableSet()));
	}

	/** What the worker is to the crew of a queue. */
	Crew at(String queue, boolean live) {
		Station station = this.stations.get(queue);
		if (station == null) {
			return Crew.NONE;
		}
		int slots = live ? station.slots() : 0;
		return new Crew((slots > 0) ? 1 : 0, slots, station.inHand());
	}

}
