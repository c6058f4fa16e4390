package io.asyncreply.messages;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Reply of System B. Each processed request gets exactly one {@link Succeeded} or
 * {@link Failed}.
 */
public sealed interface Reply {

	/**
	 * Outcome of a request that succeeded.
	 *
	 * @param result value of the result record of the operation, at most 1 MiB
	 * @param durations times measured by System B
	 */
	record Succeeded(RawJson result, Timings durations) implements Reply {

	}

	/**
	 * Outcome of an attempt that failed.
	 *
	 * @param error reason of the failure
	 * @param retryable whether another attempt may succeed
	 * @param durations times measured by System B
	 */
	record Failed(Problem error, boolean retryable, Timings durations) implements Reply {

	}

	/**
	 * Progress of a request that is being processed.
	 *
	 * @param percent 0 to 100
	 * @param message current step, null if the handler gives none; cut to
	 * {@value #MAX_MESSAGE_LENGTH} characters
	 */
	record Progress(int percent, @Nullable String message) implements Reply {

		/** Most characters of a message. A longer message is cut. */
		public static final int MAX_MESSAGE_LENGTH = 200;

		public Progress {
			if (message != null && message.length() > MAX_MESSAGE_LENGTH) {
				message = message.substring(0, MAX_MESSAGE_LENGTH - 1) + "…";
			}
		}

	}

	/**
	 * Time that a request spent in System B, measured by the clock of System B. Another
	 * machine may subtract it from a duration of its own.
	 *
	 * @param held from delivery until a slot was free
	 * @param processing in the handler
	 */
	record Timings(Duration held, Duration processing) {

		/** Timings of a reply without a measurement. */
		public static final Timings NONE = new Timings(Duration.ZERO, Duration.ZERO);

	}

}
