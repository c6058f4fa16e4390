package io.asyncreply.systema.reply;

import java.util.Optional;
import java.util.function.Function;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.message.InvalidMessageException;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import org.jspecify.annotations.Nullable;

/**
 * Reads replies. A reply that cannot be used becomes a retryable failure of its attempt,
 * so that no request waits for an answer that nobody can read.
 */
final class ReplyReader {

	private final AmqpMessageCodec amqpMessageCodec;

	private final ResultValidator resultValidator;

	private final Function<RequestId, Optional<String>> operationOf;

	/**
	 * Creates a reader.
	 * @param amqpMessageCodec decodes replies
	 * @param resultValidator checks results
	 * @param operationOf returns the operation of a request, empty if it is unknown; used
	 * for workers that do not name it
	 */
	ReplyReader(AmqpMessageCodec amqpMessageCodec, ResultValidator resultValidator,
			Function<RequestId, Optional<String>> operationOf) {
		this.amqpMessageCodec = amqpMessageCodec;
		this.resultValidator = resultValidator;
		this.operationOf = operationOf;
	}

	/**
	 * Reads a reply.
	 * @param message delivered message
	 * @return the reply to record
	 * @throws InvalidMessageException if the message belongs to no attempt, or is
	 * progress that cannot be read
	 */
	ReadReply read(InboundMessage message) throws InvalidMessageException {
		try {
			CorrelatedReply reply = this.amqpMessageCodec.decodeReply(message);
			String violation = (reply.reply() instanceof Reply.Succeeded succeeded)
					? this.resultValidator.findViolation(findOperation(reply), succeeded.result()) : null;
			return (violation != null) ? new ReadReply(toFailure(reply.requestId(), reply.attempt(), violation),
					InvalidMessageReason.RESULT) : new ReadReply(reply, null);
		}
		catch (InvalidMessageException ex) {
			if (ex.reason() == InvalidMessageReason.ATTEMPT || this.amqpMessageCodec.isProgress(message)) {
				throw ex;
			}
			return this.amqpMessageCodec.findCorrelation(message)
				.map((attempt) -> new ReadReply(
						toFailure(attempt.requestId(), attempt.attempt(), String.valueOf(ex.getMessage())),
						ex.reason()))
				.orElseThrow(() -> ex);
		}
	}

	private @Nullable String findOperation(CorrelatedReply reply) {
		return (reply.operation() != null) ? reply.operation() : this.operationOf.apply(reply.requestId()).orElse(null);
	}

	private static CorrelatedReply toFailure(RequestId id, int attempt, String violation) {
		return new CorrelatedReply(id, attempt, new Reply.Failed(
				Problem.of("invalid-message", "Invalid message", "System A cannot use the reply: " + violation + "."),
				true, Reply.Timings.NONE));
	}

	/**
	 * Reply to record.
	 *
	 * @param reply the reply, or the failure that replaces it
	 * @param invalidMessageReason why the reply was replaced, null if it was not
	 */
	record ReadReply(CorrelatedReply reply, @Nullable InvalidMessageReason invalidMessageReason) {

	}

}
