package io.asyncreply.systemb.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Failed;
import io.asyncreply.messages.Reply.Progress;
import io.asyncreply.messages.Reply.Succeeded;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.amqp.IncomingMessage;
import io.asyncreply.systemb.operation.WorkFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes the requests of one queue through a slot, the handler and the reply.
 */
final class Desk {

	/** How much the clocks of the two systems may differ. */
	static final Duration SKEW = Duration.ofSeconds(5);

	private static final Logger logger = LoggerFactory.getLogger(Desk.class);

	private final OperationSettings settings;

	private final Worker<?, ?> worker;

	private final ReplySender sender;

	private final ProcessingMeters meters;

	private final Clock clock;

	private final InHand inHand = new InHand();

	private final Slots slots;

	Desk(OperationSettings settings, Worker<?, ?> worker, ReplySender sender, ProcessingMeters meters, Clock clock) {
		this.settings = settings;
		this.worker = worker;
		this.sender = sender;
		this.meters = meters;
		this.clock = clock;
		this.slots = new Slots(settings.slots(), meters.queue().name(), this::work);
	}

	OperationSettings settings() {
		return this.settings;
	}

	ProcessingMeters meters() {
		return this.meters;
	}

	InHand inHand() {
		return this.inHand;
	}

	void accept(Request request, IncomingMessage message) {
		if (this.slots.waiting() >= this.settings.prefetch()) {
			this.slots.discardIf(this.inHand::drop);
		}
		Assignment assignment = new Assignment(request, message);
		if (this.inHand.add(assignment)) {
			this.slots.take(assignment);
		}
		else {
			this.meters.skipped("duplicate");
		}
	}

	/** Looks after what is running; called many times a second and never waits. */
	void look(long now) {
		this.inHand.forEach((assignment) -> {
			if (assignment.isRunning()) {
				look(assignment, now);
			}
		});
	}

	/** Stops what is running without an answer: the broker will deliver it again. */
	boolean close(Duration patience) throws InterruptedException {
		this.inHand.forEach((assignment) -> assignment.interrupt(Interruption.SHUTDOWN));
		return this.slots.close(patience);
	}

	private void look(Assignment assignment, long now) {
		if (now - assignment.startedAt() >= this.settings.limit().toNanos()) {
			if (assignment.interrupt(Interruption.TIME_LIMIT)) {
				logger.warn("Request {} is stopped after {}", assignment.id(), this.settings.limit());
				this.sender.sendSoon(() -> reply(assignment, timeLimit(assignment)));
			}
			return;
		}
		Progress progress = assignment.progression().take(assignment.startedAt(), now);
		if (progress != null) {
			this.sender.tell(assignment, progress);
		}
	}

	private void work(Assignment assignment) {
		MDC.put("request", assignment.id().toString());
		try {
			if (this.inHand.drop(assignment)) {
				logger.debug("Not begun: the broker delivers the request again");
			}
			else if (this.clock.instant().isAfter(assignment.deadline().plus(SKEW))) {
				this.meters.skipped("expired");
				this.inHand.finish(assignment);
			}
			else {
				perform(assignment);
			}
		}
		finally {
			MDC.remove("request");
		}
	}

	private void perform(Assignment assignment) {
		assignment.start();
		Reply reply = process(assignment);
		assignment.leave();
		Interruption interruption = assignment.interruption();
		if (interruption == Interruption.TIME_LIMIT) {
			reply(assignment, timeLimit(assignment));
		}
		else if (interruption == null || reply instanceof Succeeded) {
			reply(assignment, reply);
		}
	}

	private Reply process(Assignment assignment) {
		try {
			return new Succeeded(this.worker.process(assignment.request().payload(), assignment),
					assignment.durations());
		}
		catch (WorkFailedException ex) {
			if (ex.getCause() != null && !assignment.isCancelled()) {
				logger.warn("The handler failed", ex.getCause());
			}
			return new Failed(ReadableText.of(ex.problem()), ex.isRetryable(), assignment.durations());
		}
	}

	private Failed timeLimit(Assignment assignment) {
		return new Failed(
				Problem.of("time-limit", "The work took too long",
						"It was stopped after " + this.settings.limit().toMillis() + " ms"),
				true, assignment.durations());
	}

	private void reply(Assignment assignment, Reply reply) {
		if (assignment.end()) {
			this.meters.processed(reply, assignment.durations().processing());
			send(assignment, reply);
		}
	}

	private void send(Assignment assignment, Reply reply) {
		long start = System.nanoTime();
		Future<?> unused = this.sender.send(assignment, reply).thenAccept((confirmed) -> {
			if (confirmed) {
				this.meters.replied(Duration.ofNanos(System.nanoTime() - start));
				this.inHand.finish(assignment);
			}
			else if (!this.inHand.drop(assignment)) {
				send(assignment, reply);
			}
		});
	}

}
