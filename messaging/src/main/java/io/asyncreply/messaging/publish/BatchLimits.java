package io.asyncreply.messaging.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/**
 * How much travels together in one frame.
 *
 * @param <T> what is to travel
 */
public final class BatchLimits<T> {

	/** Most messages in one frame. */
	public static final int MAX_MESSAGES = 256;

	/** Most bytes that the bodies in one frame have; a longer body travels alone. */
	public static final int MAX_CONTENT_BYTES = 256 * 1024;

	/** Longest frame that is read: the headers need room too. */
	public static final int MAX_BODY_BYTES = 2 * MAX_CONTENT_BYTES;

	private final IntSupplier most;

	private final ToIntFunction<T> length;

	/**
	 * Makes a rule.
	 * @param most tells how many may travel together at this instant, from 1, at most
	 * {@value #MAX_MESSAGES}
	 * @param length tells the length of a body in bytes
	 */
	public BatchLimits(IntSupplier most, ToIntFunction<T> length) {
		this.most = most;
		this.length = length;
	}

	int most() {
		return this.most.getAsInt();
	}

	/**
	 * Takes what travels together next.
	 * @param waiting all that waits, at least one, in its order
	 * @param atMost most that may travel together
	 * @return the first of them, removed
	 */
	List<T> next(Queue<T> waiting, int atMost) {
		List<T> frame = new ArrayList<>();
		int bytes = 0;
		T next;
		while (frame.size() < atMost && (next = waiting.peek()) != null) {
			bytes += this.length.applyAsInt(next);
			if (!frame.isEmpty() && bytes > MAX_CONTENT_BYTES) {
				break;
			}
			frame.add(waiting.remove());
		}
		return frame;
	}

}
