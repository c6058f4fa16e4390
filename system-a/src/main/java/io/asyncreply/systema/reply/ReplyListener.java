package io.asyncreply.systema.reply;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.amqp.IncomingMessage;
import io.asyncreply.messages.amqp.Parking;
import io.asyncreply.messages.amqp.UnreadableMessageException;
import io.asyncreply.messages.amqp.WireFormat;
import io.asyncreply.systema.ledger.Settlements;
import io.asyncreply.systema.ledger.Transition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records each reply and acknowledges it after the commit. While the ledger does not
 * commit, the reply stays unacknowledged and is recorded again; the prefetch bounds how
 * many wait so.
 */
final class ReplyListener {

	private static final Logger logger = LoggerFactory.getLogger(ReplyListener.class);

	private static final long AGAIN_SECONDS = 1;

	private final WireFormat wireFormat;

	private final Parking parking;

	private final Settlements settlements;

	private final MeterRegistry meters;

	ReplyListener(WireFormat wireFormat, Parking parking, Settlements settlements, MeterRegistry meters) {
		this.wireFormat = wireFormat;
		this.parking = parking;
		this.settlements = settlements;
		this.meters = meters;
	}

	void receive(IncomingMessage message) {
		try {
			settle(message, this.wireFormat.readReply(message));
		}
		catch (UnreadableMessageException ex) {
			this.parking.park(message, ex.reason());
		}
	}

	private void settle(IncomingMessage message, CorrelatedReply reply) {
		Timer.Sample sample = Timer.start(this.meters);
		CompletableFuture<?> unused = this.settlements.record(reply).whenComplete((transition, failure) -> {
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
