package io.asyncreply.systema.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Reply;
import io.asyncreply.messaging.consume.MessageRetry;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.message.InvalidMessageException;
import io.asyncreply.messaging.tracing.MessageOperation;
import io.asyncreply.messaging.tracing.MessageSpan;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.messaging.tracing.TracedMessage;
import io.asyncreply.systema.ledger.ReplyRecorder;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the replies of a message in one commit, and acks each one after the commit. A
 * reply that is not committed is recorded again after 1 s; the prefetch bounds the number
 * of such replies.
 */
final class ReplyListener {

	private static final Logger logger = LoggerFactory.getLogger(ReplyListener.class);

	private final AmqpMessageCodec amqpMessageCodec;

	private final ParkingLot parkingLot;

	private final MessageRetry messageRetry;

	private final ReplyRecorder replyRecorder;

	private final MeterRegistry meters;

	private final MessageTracer messageTracer;

	ReplyListener(AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot, MessageRetry messageRetry,
			ReplyRecorder replyRecorder, MeterRegistry meters, MessageTracer messageTracer) {
		this.amqpMessageCodec = amqpMessageCodec;
		this.parkingLot = parkingLot;
		this.messageRetry = messageRetry;
		this.replyRecorder = replyRecorder;
		this.meters = meters;
		this.messageTracer = messageTracer;
	}

	void receive(InboundMessage delivery) {
		List<PendingReply> pendingReplies = new ArrayList<>();
		for (InboundMessage message : this.parkingLot.unpackOrPark(delivery)) {
			try {
				CorrelatedReply reply = this.amqpMessageCodec.decodeReply(message);
				pendingReplies.add(startRecording(message, reply));
			}
			catch (InvalidMessageException ex) {
				this.parkingLot.park(message, ex.reason());
			}
		}
		List<CompletableFuture<TransitionResult>> results = this.replyRecorder
			.recordAll(pendingReplies.stream().map(PendingReply::reply).toList());
		for (int i = 0; i < results.size(); i++) {
			completeAfter(results.get(i), pendingReplies.get(i));
		}
	}

	private PendingReply startRecording(InboundMessage message, CorrelatedReply reply) {
		return new PendingReply(message, reply, Timer.start(this.meters), startSpan(message, reply));
	}

	private void completeAfter(CompletableFuture<TransitionResult> result, PendingReply pendingReply) {
		result.whenComplete((transitionResult, failure) -> {
			pendingReply.messageSpan().end((failure != null) ? "ledger-unavailable" : null);
			if (failure != null) {
				recordLater(pendingReply.message(), pendingReply.reply());
				return;
			}
			if (transitionResult instanceof TransitionResult.Changed changed) {
				pendingReply.sample()
					.stop(this.meters.timer("asyncreply.stage.duration", "stage", "settle", "operation",
							changed.request().operation()));
			}
			acknowledgeOrPark(pendingReply.message(), pendingReply.reply(), transitionResult);
		});
	}

	/** Progress gets no span, because it does not end the processing. */
	private MessageSpan startSpan(InboundMessage message, CorrelatedReply reply) {
		return (reply.reply() instanceof Reply.Progress) ? MessageSpan.NOOP
				: this.messageTracer.startSpan(MessageOperation.SETTLE, new TracedMessage(AmqpNames.REPLIES_EXCHANGE,
						AmqpNames.REPLIES_QUEUE, reply.requestId(), reply.attempt()), message.traceParent());
	}

	private void acknowledgeOrPark(InboundMessage message, CorrelatedReply reply, TransitionResult transitionResult) {
		if (transitionResult instanceof TransitionResult.NotFound) {
			this.parkingLot.park(message, InvalidMessageException.InvalidMessageReason.UNKNOWN_REQUEST);
			return;
		}
		message.acknowledge();
		if (transitionResult instanceof TransitionResult.Purged) {
			countIgnored(reply, "after-purge");
		}
		else if (transitionResult instanceof TransitionResult.Unchanged unchanged) {
			countIgnored(reply, unchanged.state().isEnded()
					? "after-" + unchanged.state().name().toLowerCase(Locale.ROOT) : "older-attempt");
		}
	}

	private void countIgnored(CorrelatedReply reply, String reason) {
		this.meters.counter("asyncreply.replies.ignored", "reason", reason).increment();
		logger.debug("Ignored a reply to {}: {}", reply.requestId(), reason);
	}

	private void recordLater(InboundMessage message, CorrelatedReply reply) {
		this.messageRetry.retryLater(message,
				() -> completeAfter(this.replyRecorder.record(reply), startRecording(message, reply)));
	}

	/**
	 * A reply that is being recorded.
	 *
	 * @param message the message of the reply
	 * @param reply the reply
	 * @param sample measures the recording
	 * @param messageSpan traces the recording
	 */
	private record PendingReply(InboundMessage message, CorrelatedReply reply, Timer.Sample sample,
			MessageSpan messageSpan) {

	}

}
