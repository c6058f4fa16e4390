package io.asyncreply.systemb.worker.task;

import java.time.Duration;

import io.asyncreply.messages.Reply.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Holds the latest progress of a request and decides when to publish it. The first
 * publish is after 100 ms, or after 250 ms if the handler reports nothing. Later ones are
 * at most ten times a second and at least every 10 s.
 */
public final class ProgressThrottle {

	/** Time until a first message without a report. */
	static final Duration FIRST_REPORT_DELAY = Duration.ofMillis(250);

	/** Shortest time before the first message, and between two messages. */
	static final Duration MIN_INTERVAL = Duration.ofMillis(100);

	/** Longest time between two messages. */
	static final Duration MAX_INTERVAL = Duration.ofSeconds(10);

	private static final Progress NOT_REPORTED = new Progress(0, null);

	private volatile Progress latest = NOT_REPORTED;

	private @Nullable Progress lastSent;

	private long lastSentAt;

	private volatile boolean inFlight;

	void report(int percent, @Nullable String message) {
		this.latest = UnicodeSanitizer.sanitize(new Progress(Math.max(0, Math.min(100, percent)), message));
	}

	/**
	 * Returns the progress to publish now. Only one thread calls this; it calls
	 * {@link #onSent} once the message is published.
	 * @param startedAt the start of the run, in nanoseconds
	 * @param now the current time, in nanoseconds
	 * @return the progress, or null if none is due
	 */
	@Nullable public Progress nextDue(long startedAt, long now) {
		Progress next = this.latest;
		if (this.inFlight || !isDue(next, startedAt, now)) {
			return null;
		}
		this.inFlight = true;
		this.lastSent = next;
		this.lastSentAt = now;
		return next;
	}

	/**
	 * Marks the last message as sent, also if its publish failed: the next message
	 * replaces a lost one.
	 */
	public void onSent() {
		this.inFlight = false;
	}

	private boolean isDue(Progress next, long startedAt, long now) {
		if (this.lastSent == null) {
			return now - startedAt >= (next.equals(NOT_REPORTED) ? FIRST_REPORT_DELAY : MIN_INTERVAL).toNanos();
		}
		return now - this.lastSentAt >= (next.equals(this.lastSent) ? MAX_INTERVAL : MIN_INTERVAL).toNanos();
	}

}
