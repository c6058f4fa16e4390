package io.asyncreply.messages;

import org.jspecify.annotations.Nullable;

/**
 * Reply with the request and the attempt that it answers.
 *
 * @param requestId id of the request
 * @param attempt attempt of the reply; a success counts for the current attempt and each
 * earlier one, a failure or progress only for the current one
 * @param operation operation of the request; null if the worker does not name it
 * @param ledger ledger that the request names; null if it names none
 * @param reply the reply
 */
public record CorrelatedReply(RequestId requestId, int attempt, @Nullable String operation, @Nullable String ledger,
		Reply reply) {

	/**
	 * Creates a reply that names neither operation nor ledger.
	 * @param requestId id of the request
	 * @param attempt attempt of the reply
	 * @param reply the reply
	 */
	public CorrelatedReply(RequestId requestId, int attempt, Reply reply) {
		this(requestId, attempt, null, null, reply);
	}

}
