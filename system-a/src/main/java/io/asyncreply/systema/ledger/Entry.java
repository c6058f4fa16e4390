package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.time.Instant;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of a request, without its payload.
 *
 * @param id its id
 * @param owner who submitted it
 * @param operation what was asked for
 * @param lane in which lane
 * @param state where it is in its life
 * @param life counts from 1; one more each time it is retried by hand
 * @param attempt counts from 1, over all lives
 * @param version grows with every change
 * @param times when what happened
 * @param progress what the worker last reported
 * @param result the result of a success
 * @param error the RFC 9457 problem of its end, or of the last attempt while it is open
 */
public record Entry(RequestId id, String owner, String operation, Lane lane, State state, int life, int attempt,
		int version, Times times, Reply.@Nullable Progress progress, @Nullable Json result, @Nullable Json error) {

	/** The entry of a request that is being stored. */
	static Entry first(NewRequest request, Instant now) {
		return new Entry(request.id(), request.owner(), request.operation(), request.lane(), State.ACCEPTED, 1, 1, 1,
				new Times(now, now, now, request.deadline(), null, null, null), null, null, null);
	}

	/** The row once it is known that the broker took the current attempt. */
	Entry sent(Instant now, SentMarks.Sent mark) {
		return next((this.state == State.ACCEPTED) ? State.QUEUED : this.state, this.times.sent(now, mark), this.result,
				this.error);
	}

	/**
	 * The row once the broker took the current attempt and a worker succeeded with it.
	 */
	Entry succeeded(Instant now, SentMarks.Sent mark, Reply.Succeeded reply) {
		Times times = this.times.sent(now, mark).processed(reply.durations().processing());
		return next(State.SUCCEEDED, times, reply.result(), null);
	}

	private Entry next(State state, Times times, @Nullable Json result, @Nullable Json error) {
		return new Entry(this.id, this.owner, this.operation, this.lane, state, this.life, this.attempt,
				this.version + 1, times, this.progress, result, error);
	}

	/** The queue that it belongs to. */
	public Destination destination() {
		return new Destination(this.operation, this.lane);
	}

	/** Tells whether this change opened the request, for the first time or again. */
	public boolean beginsLife() {
		return this.state == State.ACCEPTED && this.times.openedAt().equals(this.times.updatedAt());
	}

	/**
	 * When what happened, by the ledger's clock, exact to the microsecond, and where.
	 *
	 * @param acceptedAt when it was accepted
	 * @param openedAt when its current life began; the same in the first one
	 * @param updatedAt when it last changed
	 * @param deadline when it expires
	 * @param sentAt when the broker confirmed the current attempt
	 * @param sentLane the lane whose queue took the current attempt
	 * @param processing how long the handler took, as System B measured it
	 */
	public record Times(Instant acceptedAt, Instant openedAt, Instant updatedAt, Instant deadline,
			@Nullable Instant sentAt, @Nullable Lane sentLane, @Nullable Duration processing) {

		private Times sent(Instant now, SentMarks.Sent mark) {
			return new Times(this.acceptedAt, this.openedAt, now, this.deadline, mark.at(), mark.lane(),
					this.processing);
		}

		private Times processed(@Nullable Duration processing) {
			return new Times(this.acceptedAt, this.openedAt, this.updatedAt, this.deadline, this.sentAt, this.sentLane,
					(processing != null) ? Rows.exact(processing) : null);
		}

	}

}
