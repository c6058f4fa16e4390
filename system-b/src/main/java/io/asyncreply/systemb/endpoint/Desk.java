package io.asyncreply.systemb.endpoint;

import java.time.Duration;

import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Progress;
import io.asyncreply.messages.Reply.Succeeded;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.amqp.IncomingMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes the requests of one queue through a slot, the handler and the reply.
 */
final class Desk {

	private static final Logger logger = LoggerFactory.getLogger(Desk.class);

	private final OperationSettings settings;

	private final Processing processing;

	private final ReplySender sender;

	private final ProcessingMeters meters;

	private final Demand demand;

	private final InHand inHand = new InHand();

	private final Conclusion conclusion;

	private final Slots<Assignment> slots;

	/** So many in line are more than there may be, unless frames came. */
	private volatile int sweepAt;

	Desk(OperationSettings settings, Processing processing, ReplySender sender, ProcessingMeters meters,
			Demand demand) {
		this.settings = settings;
		this.processing = processing;
		this.sender = sender;
		this.meters = meters;
		this.demand = demand;
		this.conclusion = new Conclusion(sender, meters, this.inHand);
		this.sweepAt = settings.prefetch();
		this.slots = new Slots<>(settings.slots(), meters.queue().name(), this::work);
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

	/**
	 * Takes a request.
	 * @param request the request
	 * @param message is acknowledged once the request has ended
	 * @param company what came with it
	 */
	void accept(Request request, IncomingMessage message, Company company) {
		if (this.slots.waiting() >= this.sweepAt) {
			this.slots.discardIf(this.inHand::drop);
			this.sweepAt = Math.max(this.settings.prefetch(), 2 * this.slots.waiting());
		}
		if (this.demand.isRecalled(request.id(), request.attempt())) {
			this.meters.skipped("cancelled");
			message.acknowledge();
			return;
		}
		Assignment assignment = new Assignment(request, message, company);
		if (this.inHand.add(assignment)) {
			company.join(assignment);
		}
		else {
			this.meters.skipped("duplicate");
		}
	}

	/** Begins with those who are in a company, because nothing more comes with them. */
	void acceptedAll(Company company) {
		this.slots.take(company.take());
		if (company.leave()) {
			this.sender.sendGathered();
		}
	}

	/** Drops what waits for a slot and interrupts what runs, if it was recalled. */
	void dropRecalled() {
		this.slots.discardIf((assignment) -> {
			boolean recalled = isRecalled(assignment);
			if (recalled) {
				this.conclusion.drop(assignment);
			}
			return recalled;
		});
		this.inHand.forEach((assignment) -> {
			if (isRecalled(assignment)) {
				assignment.interrupt(Interruption.CANCELLED);
			}
		});
	}

	/**
	 * Looks after what waits and what is running; called many times a second and never
	 * waits.
	 */
	void look(long now) {
		this.slots.spread();
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

	private boolean isRecalled(Assignment assignment) {
		return this.demand.isRecalled(assignment.id(), assignment.attempt());
	}

	private void look(Assignment assignment, long now) {
		if (now - assignment.startedAt() >= this.settings.limit().toNanos()) {
			exceedLimit(assignment);
			return;
		}
		Progress progress = assignment.isCancelled() ? null
				: assignment.progression().take(assignment.startedAt(), now);
		if (progress != null) {
			this.sender.tell(assignment, progress);
		}
	}

	private void exceedLimit(Assignment assignment) {
		if (assignment.interrupt(Interruption.TIME_LIMIT)) {
			logger.warn("Request {} is stopped after {}", assignment.id(), this.settings.limit());
			this.sender.sendSoon(() -> this.conclusion.exceedLimit(assignment, this.settings.limit()));
		}
		else if (assignment.interruption() == Interruption.CANCELLED) {
			this.sender.sendSoon(() -> this.conclusion.drop(assignment));
		}
	}

	private void work(Assignment assignment) {
		MDC.put("request", assignment.id().toString());
		try {
			if (this.inHand.drop(assignment)) {
				logger.debug("Not begun: the broker delivers the request again");
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
		assignment.start(); // from here on a recall interrupts, so that none is missed
		if (isRecalled(assignment)) {
			assignment.leave();
			this.conclusion.drop(assignment);
		}
		else if (this.demand.isExpired(assignment)) {
			assignment.leave();
			this.conclusion.refuseLate(assignment);
		}
		else {
			logger.debug("Attempt {} begins", assignment.request().attempt());
			Reply reply = this.processing.process(assignment);
			assignment.leave();
			conclude(assignment, reply);
		}
	}

	private void conclude(Assignment assignment, Reply reply) {
		Interruption interruption = assignment.interruption();
		if (interruption == Interruption.CANCELLED) {
			this.conclusion.drop(assignment);
		}
		else if (interruption == Interruption.TIME_LIMIT) {
			this.conclusion.exceedLimit(assignment, this.settings.limit());
		}
		else if (interruption == null || reply instanceof Succeeded) {
			this.conclusion.reply(assignment, reply);
		}
	}

}
