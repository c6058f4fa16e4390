package io.asyncreply.messages;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Request that System A sends to System B.
 *
 * @param id id of the request, the same for each attempt
 * @param operation name of the operation
 * @param attempt number of the attempt, from 1
 * @param deadline time after which the result is not needed, in whole milliseconds
 * @param payload value of the payload record of the operation
 * @param ledger id of the ledger that has the request; null if System A does not name it
 */
public record Request(RequestId id, String operation, int attempt, Instant deadline, RawJson payload,
		@Nullable String ledger) {

}
