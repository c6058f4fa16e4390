package io.asyncreply.messages;

/**
 * A reply and what it answers.
 *
 * @param requestId the request
 * @param attempt the attempt that it is from; a success counts whatever attempt it is
 * from, a failure and progress only for the current one
 * @param reply the answer
 */
public record CorrelatedReply(RequestId requestId, int attempt, Reply reply) {

}
