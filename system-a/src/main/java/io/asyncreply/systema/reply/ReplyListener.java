package io.asyncreply.systema.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.amqp.IncomingMessage;
import io.asyncreply.messages.amqp.Parking;
import io.asyncreply.messages.amqp.UnreadableMessageException;
import io.asyncreply.messages.amqp.WireFormat;
import io.asyncreply.messages.trace.Stage;
import io.asyncreply.messages.trace.Step;
import io.asyncreply.messages.trace.Subject;
import io.asyncreply.messages.trace.Traces;
import io.asyncreply.systema.ledger.Settlements;
import io.asyncreply.systema.ledger.Transition;
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

	private final WireFormat wireFormat;

	private final Parking parking;

	private final Settlements settlements;

	private final MeterRegistry meters;

	private final Traces traces;

	ReplyListener(WireFormat wireFormat, Parking parking, Settlements settlements, MeterRegistry meters,
			Traces traces) {
		this.wireFormat = wireFormat;
		this.parking = parking;
		this.settlements = settlements;
		this.meters = meters;
		this.traces = traces;
	}

	void receive(IncomingMessage delivered) {
		List<Runnable> settlings = new ArrayList<>();
		this.parking.read(delivered, (message) -> {
			CorrelatedReply reply = this.wireFormat.readReply(message);
			settlings.add(() -> settle(message, reply));
		});
		this.settlements.together(() -> settlings.forEach(Runnable::run));
	}

	private void settle(IncomingMessage message, CorrelatedReply reply) {
		Timer.Sample sample = Timer.start(this.meters);
		Step step = begin(message, reply);
		CompletableFuture<?> unused = this.settlements.record(reply).whenComplete((transition, failure) -> {
			step.end((failure != null) ? "ledger-unavailable" : null);
			if (failure != null) {
				settleLater(message, reply);
				return;
			}
			if (transition instanceof Transition.Changed changed) {
				sample.stop(this.meters.timer("asyncreply.stage.duration", "stage", "settle", "operation",
						changed.entry().operation()));
			}
			conclude(message, reply, transition);
		});
	}

	/** Work that goes on ends no step. */
	private Step begin(IncomingMessage message, CorrelatedReply reply) {
		return (reply.reply() instanceof Reply.Progress) ? Step.NONE
				: this.traces.begin(Stage.SETTLE,
						new Subject(Channels.REPLIES_EXCHANGE, Channels.REPLIES, reply.request(), reply.attempt()),
						message.trace());
	}

	private void conclude(IncomingMessage message, CorrelatedReply reply, Transition transition) {
		if (transition instanceof Transition.Unknown) {
			this.parking.park(message, UnreadableMessageException.Reason.UNKNOWN_REQUEST);
			return;
		}
		message.acknowledge();
		if (transition instanceof Transition.Gone) {
			ignored(reply, "after-purge");
		}
		else if (transition instanceof Transition.Unchanged unchanged) {
			ignored(reply, unchanged.state().isEnded() ? "after-" + unchanged.state().name().toLowerCase(Locale.ROOT)
					: "older-attempt");
		}
	}

	private void ignored(CorrelatedReply reply, String reason) {
		this.meters.counter("asyncreply.replies.ignored", "reason", reason).increment();
		logger.debug("A reply to {} changed nothing: {}", reply.request(), reason);
	}

	private void settleLater(IncomingMessage message, CorrelatedReply reply) {
		if (message.isAcknowledgeable()) {
			Executor later = CompletableFuture.delayedExecutor(AGAIN_SECONDS, TimeUnit.SECONDS);
			later.execute(() -> settle(message, reply));
		}
	}

}
