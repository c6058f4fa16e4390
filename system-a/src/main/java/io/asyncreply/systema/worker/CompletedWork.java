package io.asyncreply.systema.worker;

import java.time.Duration;

import io.asyncreply.messages.ControlMessage.QueueStatus;
import org.jspecify.annotations.Nullable;

/**
 * What workers have done.
 *
 * @param completed requests that ended with a reply
 * @param busy time that handlers took for them, all slots added up
 */
public record CompletedWork(long completed, Duration busy) {

	public static final CompletedWork NONE = new CompletedWork(0, Duration.ZERO);

	/** What a worker did between two pulses; nothing of what was before its first. */
	static CompletedWork between(@Nullable QueueStatus earlier, QueueStatus later) {
		if (earlier == null || later.completed() < earlier.completed() || later.busy().compareTo(earlier.busy()) < 0) {
			return NONE;
		}
		return new CompletedWork(later.completed() - earlier.completed(), later.busy().minus(earlier.busy()));
	}

	CompletedWork plus(CompletedWork other) {
		return new CompletedWork(this.completed + other.completed, this.busy.plus(other.busy));
	}

}
