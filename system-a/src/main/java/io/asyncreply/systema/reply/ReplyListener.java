package io.asyncreply.systema.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Reply;
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
 * Records each reply, those in a frame one by one but together, and acknowledges it after
 * the commit. While the ledger does not commit, the reply stays unacknowledged and is
 * recorded again; the prefetch bounds how many wait so.
 */
final class ReplyListener {

	private static final Logger logger = LoggerFactory.getLogger(ReplyListener.class);

	private static final long AGAIN_SECONDS = 1;

	private final AmqpMessageCodec wireFormat;

	private final ParkingLot parking;

	private final ReplyRecorder settlements;

	private final MeterRegistry meters;

	private final MessageTracer traces;

	ReplyListener(AmqpMessageCodec wireFormat, ParkingLot parking, ReplyRecorder settlements, MeterRegistry meters,
			MessageTracer traces) {
		this.wireFormat = wireFormat;
		this.parking = parking;
		this.settlements = settlements;
		this.meters = meters;
		this.traces = traces;
	}

	void receive(InboundMessage delivered) {
		List<Runnable> settlings = new ArrayList<>();
		this.parking.read(delivered, (message) -> {
			CorrelatedReply reply = this.wireFormat.readReply(message);
			settlings.add(() -> settle(message, reply));
		});
		this.settlements.together(() -> settlings.forEach(Runnable::run));
	}

	private void settle(InboundMessage message, CorrelatedReply reply) {
		Timer.Sample sample = Timer.start(this.meters);
		MessageSpan step = begin(message, reply);
		CompletableFuture<?> unused = this.settlements.record(reply).whenComplete((transition, failure) -> {
			step.end((failure != null) ? "ledger-unavailable" : null);
			if (failure != null) {
				settleLater(message, reply);
				return;
			}
			if (transition instanceof TransitionResult.Changed changed) {
				sample.stop(this.meters.timer("asyncreply.stage.duration", "stage", "settle", "operation",
						changed.entry().operation()));
			}
			conclude(message, reply, transition);
		});
	}

	/** Work that goes on ends no step. */
	private MessageSpan begin(InboundMessage message, CorrelatedReply reply) {
		return (reply.reply() instanceof Reply.Progress) ? MessageSpan.NONE : this.traces.begin(MessageOperation.SETTLE,
				new TracedMessage(AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES, reply.request(), reply.attempt()),
				message.trace());
	}

	private void conclude(InboundMessage message, CorrelatedReply reply, TransitionResult transition) {
		if (transition instanceof TransitionResult.NotFound) {
			this.parking.park(message, InvalidMessageException.InvalidMessageReason.UNKNOWN_REQUEST);
			return;
		}
		message.acknowledge();
		if (transition instanceof TransitionResult.Purged) {
			ignored(reply, "after-purge");
		}
		else if (transition instanceof TransitionResult.Unchanged unchanged) {
			ignored(reply, unchanged.state().isEnded() ? "after-" + unchanged.state().name().toLowerCase(Locale.ROOT)
					: "older-attempt");
		}
	}

	private void ignored(CorrelatedReply reply, String reason) {
		this.meters.counter("asyncreply.replies.ignored", "reason", reason).increment();
		logger.debug("A reply to {} changed nothing: {}", reply.request(), reason);
	}

	private void settleLater(InboundMessage message, CorrelatedReply reply) {
		if (message.isAcknowledgeable()) {
			Executor later = CompletableFuture.delayedExecutor(AGAIN_SECONDS, TimeUnit.SECONDS);
			later.execute(() -> settle(message, reply));
		}
	}

}
