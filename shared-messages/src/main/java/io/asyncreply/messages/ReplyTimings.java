package io.asyncreply.messages;

import java.time.Duration;

/**
 * How long a request was with System B, measured there: a span of one machine's clock,
 * which another machine may subtract from a span of its own.
 *
 * @param held from its delivery until a slot was free
 * @param processing in the handler
 */
public record ReplyTimings(Duration held, Duration processing) {

	/** For a reply without a measurement. */
	public static final ReplyTimings NONE = new ReplyTimings(Duration.ZERO, Duration.ZERO);

}
