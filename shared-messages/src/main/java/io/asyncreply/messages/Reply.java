package io.asyncreply.messages;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What System B answers; every processed request ends with exactly one {@link Succeeded}
 * or {@link Failed}.
 */
public sealed interface Reply {

	/**
	 * The work is done.
	 *
	 * @param result fits the operation's result record, at most 1 MiB
	 * @param durations how long it took
	 */
	record Succeeded(RawJson result, Timings durations) implements Reply {

	}

	/**
	 * The work failed.
	 *
	 * @param error says why
	 * @param retryable whether another attempt may succeed
	 * @param durations how long it took
	 */
	record Failed(Problem error, boolean retryable, Timings durations) implements Reply {

	}

	/**
	 * The work goes on.
	 *
	 * @param percent 0 to 100
	 * @param message what is being done, if the handler says; cut after
	 * {@value #MAX_MESSAGE_LENGTH} characters
	 */
	record Progress(int percent, @Nullable String message) implements Reply {

		/** Most characters of a message. */
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
