package io.asyncreply.systema.flow;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Who works on one queue, as far as the last pulses tell.
 *
 * @param live workers that consume the queue and are heard
 * @param silent workers that consumed it and are not heard at the moment
 * @param slots requests that the live ones can work on at once
 * @param inHand requests that live and silent ones have in hand
 * @param limit the longest time that any of them gives a handler, null without any
 */
public record Crew(int live, int silent, int slots, int inHand, @Nullable Duration limit) {

	/** Nobody. */
	public static final Crew NONE = new Crew(0, 0, 0, 0, null);

	Crew joinedBy(Crew other) {
		return new Crew(this.live + other.live, this.silent + other.silent, this.slots + other.slots,
				this.inHand + other.inHand, longest(this.limit, other.limit));
	}

	private static @Nullable Duration longest(@Nullable Duration one, @Nullable Duration other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return (one.compareTo(other) >= 0) ? one : other;
	}

}
