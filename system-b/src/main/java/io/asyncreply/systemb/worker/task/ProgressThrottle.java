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
	static final Duration ANNOUNCEMENT = Duration.ofMillis(250);

	/** Shortest time before the first message and between two. */
	static final Duration PAUSE = Duration.ofMillis(100);

	/** Longest time between two messages. */
	static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

	private static final Progress UNREPORTED = new Progress(0, null);

	private volatile Progress latest = UNREPORTED;

	private @Nullable Progress told;

	private long toldAt;

	private volatile boolean onItsWay;

	void report(int percent, @Nullable String message) {
		this.latest = UnicodeSanitizer.of(new Progress(Math.max(0, Math.min(100, percent)), message));
	}

	/**
	 * Takes what is to be told now; asked by one thread only.
	 * @param startedAt when the work began, in nanoseconds
	 * @param now the time, in nanoseconds
	 * @return what to tell, then expected to be {@link #arrived}, or null for nothing
	 */
	@Nullable public Progress take(long startedAt, long now) {
		Progress next = this.latest;
		if (this.onItsWay || !isDue(next, startedAt, now)) {
			return null;
		}
		this.onItsWay = true;
		this.told = next;
		this.toldAt = now;
		return next;
	}

	/**
	 * Notes that what was taken is out of the way, wherever it went: a lost report is
	 * made good by the next.
	 */
	public void arrived() {
		this.onItsWay = false;
	}

	private boolean isDue(Progress next, long startedAt, long now) {
		if (this.told == null) {
			return now - startedAt >= (next.equals(UNREPORTED) ? ANNOUNCEMENT : PAUSE).toNanos();
		}
		return now - this.toldAt >= (next.equals(this.told) ? SIGN_OF_LIFE : PAUSE).toNanos();
	}

}
