package io.asyncreply.systema.dispatch.deadletter;

import java.util.List;
import java.util.Map;

import io.asyncreply.messages.CorrelatedAttempt;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Request;
import io.asyncreply.messaging.consume.MessageRetry;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.systema.ledger.ReplyRecorder;
import io.asyncreply.systema.ledger.RequestRepublisher;
import io.asyncreply.systema.ledger.model.TransitionResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the decisions about dead letters. A message is acked after its decision is
 * durable; until then the action is repeated every second.
 */
final class DeadLetterActions {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterActions.class);

	private static final Problem WORKER_CRASHED = Problem.of("worker-crashed", "Worker crashed",
			"Each worker that processed this request alone crashed or lost its connection before it replied.");

	private final MessageRetry messageRetry;

	private final SuspectPublisher suspectPublisher;

	private final ReplyRecorder replyRecorder;

	private final RequestRepublisher requestRepublisher;

	DeadLetterActions(MessageRetry messageRetry, SuspectPublisher suspectPublisher, ReplyRecorder replyRecorder,
			RequestRepublisher requestRepublisher) {
		this.messageRetry = messageRetry;
		this.suspectPublisher = suspectPublisher;
		this.replyRecorder = replyRecorder;
		this.requestRepublisher = requestRepublisher;
	}

	/**
	 * Republishes attempts in one commit.
	 * @param attempts the attempt of each message, at least one
	 * @param lane the lane of the queue to publish to, null for that of the last publish
	 */
	void republish(Map<InboundMessage, CorrelatedAttempt> attempts, @Nullable Lane lane) {
		this.requestRepublisher.republishDeadLettered(List.copyOf(attempts.values()), lane)
			.whenComplete((result, failure) -> {
				if (failure != null) {
					this.messageRetry.retryLater(attempts.keySet().iterator().next(), () -> republish(attempts, lane));
					return;
				}
				logger.info(
						"The broker gave back {} requests: {} are republished, {} have failed after too many returns",
						attempts.size(), result.republished(), result.failed());
				attempts.keySet().forEach(InboundMessage::acknowledge);
			});
	}

	/**
	 * Moves a request to the suspect queue, where a worker processes it alone. The ledger
	 * decides about a request without such a queue, because the operation in a dead
	 * letter can be wrong.
	 */
	void tryAlone(InboundMessage message, Request request) {
		logger.warn("Request {} may have crashed a worker; it moves to the suspect queue", request.id());
		this.suspectPublisher.publish(request, message.traceParent()).thenAccept((outcome) -> {
			switch (outcome) {
				case CONFIRMED -> message.acknowledge();
				case RETURNED ->
					republish(Map.of(message, new CorrelatedAttempt(request.id(), request.attempt())), Lane.SUSPECT);
				case REFUSED, UNKNOWN -> this.messageRetry.retryLater(message, () -> tryAlone(message, request));
			}
		});
	}

	/** Changes nothing if the request has a later attempt. */
	void fail(InboundMessage message, Request request) {
		Reply reply = new Reply.Failed(WORKER_CRASHED, false, Reply.Timings.NONE);
		this.replyRecorder
			.record(new CorrelatedReply(request.id(), request.attempt(), request.operation(), null, reply))
			.whenComplete((transitionResult, failure) -> {
				if (failure != null) {
					this.messageRetry.retryLater(message, () -> fail(message, request));
					return;
				}
				message.acknowledge();
				if (transitionResult instanceof TransitionResult.Changed) {
					logger.error("Request {} has failed: each worker that processed it crashed", request.id());
				}
			});
	}

}
