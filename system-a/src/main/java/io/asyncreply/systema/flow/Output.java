package io.asyncreply.systema.flow;

import java.time.Duration;

import io.asyncreply.messages.Signal.Station;
import org.jspecify.annotations.Nullable;

/**
 * What workers have done.
 *
 * @param completed requests that ended with a reply
 * @param busy time that handlers took for them, all slots added up
 */
record Output(long completed, Duration busy) {

	static final Output NONE = new Output(0, Duration.ZERO);

	/** What a worker did between two pulses; nothing of what was before its first. */
	static Output between(@Nullable Station earlier, Station later) {
		if (earlier == null || later.completed() < earlier.completed() || later.busy().compareTo(earlier.busy()) < 0) {
			return NONE;
		}
		return new Output(later.completed() - earlier.completed(), later.busy().minus(earlier.busy()));
	}

	Output plus(Output more) {
		return new Output(this.completed + more.completed, this.busy.plus(more.busy));
	}

}
