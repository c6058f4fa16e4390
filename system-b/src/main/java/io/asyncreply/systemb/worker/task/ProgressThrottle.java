package io.asyncreply.systemb.worker.task;

import java.time.Duration;

import io.asyncreply.messages.Reply.Progress;
import org.jspecify.annotations.Nullable;

/**
 * How far a piece of work is, and when that is to be told: not before it has lasted a
 * moment, or a while if its handler reports nothing, then at most ten times a second and
 * at least every ten seconds.
 */
public final class ProgressThrottle {

	/** Work that ends earlier is not announced as running, unless it reports. */
	static final Duration FIRST_REPORT_DELAY = Duration.ofMillis(250);

	/** Shortest time before the first message and between two. */
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
	 * Takes what is to be told now; asked by one thread only.
	 * @param startedAt when the work began, in nanoseconds
	 * @param now the time, in nanoseconds
	 * @return what to tell, then expected to be {@link #onSent}, or null for nothing
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
	 * Notes that what was taken is out of the way, wherever it went: a lost report is
	 * made good by the next.
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
