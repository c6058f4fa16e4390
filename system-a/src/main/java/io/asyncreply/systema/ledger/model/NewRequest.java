package io.asyncreply.systema.ledger.model;

import java.time.Instant;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A validated submission that is not stored yet.
 *
 * @param id a new id
 * @param owner the caller
 * @param operation the operation
 * @param lane the lane
 * @param payload a valid payload of the operation
 * @param deadline the deadline
 * @param idempotency the idempotency key and the fingerprint, null without a key
 * @param trace the trace of the submission, null if it has none
 */
public record NewRequest(RequestId id, String owner, String operation, Lane lane, RawJson payload, Instant deadline,
		@Nullable IdempotencyData idempotency, @Nullable TraceParent trace) {

	/** The queue of the first attempt. */
	public RequestQueue queue() {
		return new RequestQueue(this.operation, this.lane);
	}

	/**
	 * An idempotency key and the fingerprint of the body.
	 *
	 * @param key unique among the requests and tombstones of the caller
	 * @param fingerprint the SHA-256 of the body in lower-case hexadecimal digits
	 */
	public record IdempotencyData(String key, String fingerprint) {

		/**
		 * The form in which the ledger stores the key, also after the request is gone.
		 */
		public String keyHash() {
			return Sha256.hexOf("request " + this.key);
		}

	}

}
