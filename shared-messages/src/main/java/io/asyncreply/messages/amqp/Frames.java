package io.asyncreply.messages.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * How much travels together in one frame.
 */
public final class Frames {

	/** Most messages in one frame. */
	public static final int MAX_MESSAGES = 256;

	/** Most bytes that the bodies in one frame have; a longer body travels alone. */
	public static final int MAX_CONTENT_BYTES = 256 * 1024;

	/** Longest frame that is read: the headers need room too. */
	static final int MAX_BODY_BYTES = 2 * MAX_CONTENT_BYTES;

	private Frames() {
	}

	/**
	 * Cuts what waits into what travels together.
	 * @param <T> what is to travel
	 * @param waiting all of it, in its order
	 * @param most most that may travel together, at most {@value #MAX_MESSAGES}
	 * @param length tells the length of a body in bytes
	 * @return the same in the same order, cut
	 */
	public static <T> List<List<T>> cut(List<T> waiting, int most, ToIntFunction<T> length) {
		List<List<T>> frames = new ArrayList<>();
		List<T> frame = new ArrayList<>();
		int bytes = 0;
		for (T next : waiting) {
			int more = length.applyAsInt(next);
			if (!frame.isEmpty() && (frame.size() == most || bytes + more > MAX_CONTENT_BYTES)) {
				frames.add(frame);
				frame = new ArrayList<>();
				bytes = 0;
			}
			frame.add(next);
			bytes += more;
		}
		if (!frame.isEmpty()) {
			frames.add(frame);
		}
		return frames;
	}

}
