package io.asyncreply.systema.ledger.model;

import java.time.Instant;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messaging.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * A request that is to be accepted; its payload has been validated.
 *
 * @param id a new id
 * @param owner who submits it
 * @param operation what is asked for
 * @param lane in which lane
 * @param payload fits the operation's payload record
 * @param deadline when it expires
 * @param idempotency makes a repetition harmless, if the caller gave a key
 * @param trace where in which trace it was submitted, null if in none
 */
public record NewRequest(RequestId id, String owner, String operation, Lane lane, RawJson payload, Instant deadline,
		@Nullable IdempotencyData idempotency, @Nullable TraceParent trace) {

	/** The queue that it goes to. */
	public RequestQueue queue() {
		return new RequestQueue(this.operation, this.lane);
	}

	/**
	 * The caller's key and what it stands for.
	 *
	 * @param key unique for its owner as long as the row lives
	 * @param fingerprint the SHA-256 of the raw body in lower-case hexadecimal digits
	 */
	public record IdempotencyData(String key, String fingerprint) {

	}

}
