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
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.message.InvalidMessageException;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import io.asyncreply.messaging.tracing.MessageOperation;
import io.asyncreply.messaging.tracing.MessageSpan;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.messaging.tracing.TracedMessage;
import io.asyncreply.systema.ledger.ReplyRecorder;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.reply.ReplyReader.ReadReply;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the replies of a message in one commit, and acks each one after the commit. A
 * reply that is not committed is recorded again after 1 s; the prefetch bounds the number
 * of such replies.
 */
final class ReplyListener {

	private static final Logger logger = LoggerFactory.getLogger(ReplyListener.class);

	private final ReplyReader replyReader;

	private final ParkingLot parkingLot;

	private final MessageRetry messageRetry;

	private final ReplyRecorder replyRecorder;

	private final MeterRegistry meters;

	private final MessageTracer messageTracer;

	ReplyListener(ReplyReader replyReader, ParkingLot parkingLot, MessageRetry messageRetry,
			ReplyRecorder replyRecorder, MeterRegistry meters, MessageTracer messageTracer) {
		this.replyReader = replyReader;
		this.parkingLot = parkingLot;
		this.messageRetry = messageRetry;
		this.replyRecorder = replyRecorder;
		this.meters = meters;
		this.messageTracer = messageTracer;
	}

	void receive(InboundMessage delivery) {
		record(this.parkingLot.unpackOrPark(delivery));
	}

	private void record(List<InboundMessage> messages) {
		List<PendingReply> pendingReplies = new ArrayList<>();
		for (InboundMessage message : messages) {
			try {
				pendingReplies.add(startRecording(message, this.replyReader.read(message)));
			}
			catch (InvalidMessageException ex) {
				this.parkingLot.park(message, ex.reason());
			}
			catch (LedgerUnavailableException ex) {
				this.messageRetry.retryLater(message, () -> record(List.of(message)));
			}
		}
		List<CompletableFuture<TransitionResult>> results = this.replyRecorder
			.recordAll(pendingReplies.stream().map(PendingReply::reply).toList());
		for (int i = 0; i < results.size(); i++) {
			completeAfter(results.get(i), pendingReplies.get(i));
		}
	}

	private PendingReply startRecording(InboundMessage message, ReadReply readReply) {
		return new PendingReply(message, readReply, Timer.start(this.meters), startSpan(message, readReply.reply()));
	}

	private void completeAfter(CompletableFuture<TransitionResult> result, PendingReply pendingReply) {
		result.whenComplete((transitionResult, failure) -> {
			pendingReply.messageSpan().end((failure != null) ? "ledger-unavailable" : null);
			if (failure != null) {
				recordLater(pendingReply.message(), pendingReply.readReply());
				return;
			}
			if (transitionResult instanceof TransitionResult.Changed changed) {
				pendingReply.sample()
					.stop(this.meters.timer("asyncreply.stage.duration", "stage", "settle", "operation",
							changed.request().operation()));
			}
			acknowledgeOrPark(pendingReply, transitionResult);
		});
	}

	/** Progress gets no span, because it does not end the processing. */
	private MessageSpan startSpan(InboundMessage message, CorrelatedReply reply) {
		return (reply.reply() instanceof Reply.Progress) ? MessageSpan.NOOP
				: this.messageTracer.startSpan(MessageOperation.SETTLE, new TracedMessage(AmqpNames.REPLIES_EXCHANGE,
						AmqpNames.REPLIES_QUEUE, reply.requestId(), reply.attempt()), message.traceParent());
	}

	private void acknowledgeOrPark(PendingReply pendingReply, TransitionResult transitionResult) {
		InvalidMessageReason invalidMessageReason = pendingReply.invalidMessageReason(transitionResult);
		if (invalidMessageReason != null) {
			this.parkingLot.park(pendingReply.message(), invalidMessageReason);
		}
		else {
			pendingReply.message().acknowledge();
		}
		if (transitionResult instanceof TransitionResult.Purged) {
			countIgnored(pendingReply.reply(), "after-purge");
		}
		else if (transitionResult instanceof TransitionResult.Unchanged unchanged) {
			countIgnored(pendingReply.reply(), unchanged.state().isEnded()
					? "after-" + unchanged.state().name().toLowerCase(Locale.ROOT) : "other-attempt");
		}
		else if (invalidMessageReason != null && transitionResult instanceof TransitionResult.Changed) {
			this.meters.counter("asyncreply.replies.invalid", "reason", invalidMessageReason.label()).increment();
		}
	}

	private void countIgnored(CorrelatedReply reply, String reason) {
		this.meters.counter("asyncreply.replies.ignored", "reason", reason).increment();
		logger.debug("Ignored a reply to {}: {}", reply.requestId(), reason);
	}

	private void recordLater(InboundMessage message, ReadReply readReply) {
		this.messageRetry.retryLater(message,
				() -> completeAfter(this.replyRecorder.record(readReply.reply()), startRecording(message, readReply)));
	}

	/**
	 * A reply that is being recorded.
	 *
	 * @param message the message of the reply
	 * @param readReply the reply
	 * @param sample measures the recording
	 * @param messageSpan traces the recording
	 */
	private record PendingReply(InboundMessage message, ReadReply readReply, Timer.Sample sample,
			MessageSpan messageSpan) {

		CorrelatedReply reply() {
			return this.readReply.reply();
		}

		/** Returns why a copy of the message is parked, null if it is not. */
		@Nullable InvalidMessageReason invalidMessageReason(TransitionResult transitionResult) {
			if (this.readReply.invalidMessageReason() != null) {
				return this.readReply.invalidMessageReason();
			}
			if (transitionResult instanceof TransitionResult.NotFound) {
				return InvalidMessageReason.UNKNOWN_REQUEST;
			}
			String operation = reply().operation();
			boolean mismatched = operation != null && transitionResult instanceof TransitionResult.Changed changed
					&& !changed.request().operation().equals(operation);
			return mismatched ? InvalidMessageReason.OPERATION : null;
		}

	}

}
