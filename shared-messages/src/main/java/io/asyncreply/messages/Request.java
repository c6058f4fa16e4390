package io.asyncreply.messages;

import java.time.Instant;

/**
 * What System A asks of System B.
 *
 * @param id the same over every retry, so that a handler can be idempotent
 * @param operation the name of the operation
 * @param attempt counts from 1
 * @param deadline after this nobody waits for the answer; exact to the millisecond
 * @param payload fits the operation's payload record
 */
public record Request(RequestId id, String operation, int attempt, Instant deadline, RawJson payload) {

}
