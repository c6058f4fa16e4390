package io.asyncreply.messages;

/**
 * Reply with the request and the attempt that it answers.
 *
 * @param requestId id of the request
 * @param attempt attempt of the reply; a success counts for each attempt, a failure or
 * progress only for the current one
 * @param reply the reply
 */
public record CorrelatedReply(RequestId requestId, int attempt, Reply reply) {

}
