package io.asyncreply.messages;

/**
 * Attempt that a message is about.
 *
 * @param requestId id of the request
 * @param attempt number of the attempt, from 1
 */
public record CorrelatedAttempt(RequestId requestId, int attempt) {

}
