package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.asyncreply.messages.Lane;
import io.asyncreply.systema.ledger.Destination;

/**
 * The queues that requests go to. One that takes nothing, because it is full or not
 * there, is left alone for a while: what is for it waits in the ledger, and the others go
 * on.
 */
final class Destinations {

	private final List<String> operations;

	private final Duration longestRest;

	private final LongSupplier nanoTime;

	private final Map<Destination, Rest> rests = new ConcurrentHashMap<>();

	private int turn;

	/**
	 * Makes the destinations, all of which are awake.
	 * @param operations the operations that can be asked for
	 * @param longestRest for so long a queue is left alone at most, and up to half of it
	 * more by chance
	 * @param nanoTime a clock that never jumps, in nanoseconds
	 */
	Destinations(List<String> operations, Duration longestRest, LongSupplier nanoTime) {
		this.operations = operations;
		this.longestRest = longestRest;
		this.nanoTime = nanoTime;
	}

	/**
	 * Tells which queues are awake, in the order in which to fill a page: what came in
	 * bulk last, and in each lane another operation first each time.
	 */
	synchronized List<Destination> awake() {
		List<String> inTurn = new ArrayList<>(this.operations);
		Collections.rotate(inTurn, this.turn++);
		return Lane.ASKABLE.stream()
			.flatMap((lane) -> inTurn.stream().map((operation) -> new Destination(operation, lane)))
			.filter((destination) -> rest(destination).isZero())
			.toList();
	}

	/**
	 * Tells for how long a queue is to be left alone.
	 * @return zero if it is awake
	 */
	Duration rest(Destination destination) {
		Rest rest = this.rests.get(destination);
		return (rest != null) ? rest.left() : Duration.ZERO;
	}

	/** A queue took a message. */
	void took(Destination destination) {
		Rest rest = this.rests.get(destination);
		if (rest != null) {
			rest.succeeded();
		}
	}

	/** A queue did not take a message. */
	void refused(Destination destination) {
		this.rests.computeIfAbsent(destination, (queue) -> new Rest(this.longestRest, this.nanoTime)).failed();
	}

}
