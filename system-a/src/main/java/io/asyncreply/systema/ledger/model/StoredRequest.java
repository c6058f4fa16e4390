package io.asyncreply.systema.ledger.model;

import java.time.Duration;
import java.time.Instant;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.commit.SentMarkBuffer;
import io.asyncreply.systema.ledger.dao.RowMappers;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of a request, without its payload.
 *
 * @param id its id
 * @param owner who submitted it
 * @param operation what was asked for
 * @param lane in which lane
 * @param state where it is in its life
 * @param generation counts from 1; one more each time it is retried by hand
 * @param attempt counts from 1, over all lives
 * @param version grows with every change
 * @param times when what happened
 * @param progress what the worker last reported
 * @param result the result of a success
 * @param error the RFC 9457 problem of its end, or of the last attempt while it is open
 */
public record StoredRequest(RequestId id, String owner, String operation, Lane lane, RequestState state, int generation,
		int attempt, int version, RequestTimes times, Reply.@Nullable Progress progress, @Nullable RawJson result,
		@Nullable RawJson error) {

	/** The entry of a request that is being stored. */
	public static StoredRequest accepted(NewRequest request, Instant now) {
		return new StoredRequest(request.id(), request.owner(), request.operation(), request.lane(),
				RequestState.ACCEPTED, 1, 1, 1, new RequestTimes(now, now, now, request.deadline(), null, null, null),
				null, null, null);
	}

	/** The row once it is known that the broker took the current attempt. */
	public StoredRequest sent(Instant now, SentMarkBuffer.SentMark sentMark) {
		return withState((this.state == RequestState.ACCEPTED) ? RequestState.QUEUED : this.state,
				this.times.withSent(now, sentMark), this.result, this.error);
	}

	/**
	 * The row once the broker took the current attempt and a worker succeeded with it.
	 */
	public StoredRequest succeeded(Instant now, SentMarkBuffer.SentMark sentMark, Reply.Succeeded reply) {
		RequestTimes requestTimes = this.times.withSent(now, sentMark).withProcessing(reply.durations().processing());
		return withState(RequestState.SUCCEEDED, requestTimes, reply.result(), null);
	}

	private StoredRequest withState(RequestState state, RequestTimes requestTimes, @Nullable RawJson result,
			@Nullable RawJson error) {
		return new StoredRequest(this.id, this.owner, this.operation, this.lane, state, this.generation, this.attempt,
				this.version + 1, requestTimes, this.progress, result, error);
	}

	/** The queue that it belongs to. */
	public RequestQueue queue() {
		return new RequestQueue(this.operation, this.lane);
	}

	/** Tells whether this change opened the request, for the first time or again. */
	public boolean startsGeneration() {
		return this.state == RequestState.ACCEPTED && this.times.openedAt().equals(this.times.updatedAt());
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
	public record RequestTimes(Instant acceptedAt, Instant openedAt, Instant updatedAt, Instant deadline,
			@Nullable Instant sentAt, @Nullable Lane sentLane, @Nullable Duration processing) {

		private RequestTimes withSent(Instant now, SentMarkBuffer.SentMark sentMark) {
			return new RequestTimes(this.acceptedAt, this.openedAt, now, this.deadline, sentMark.confirmedAt(),
					sentMark.lane(), this.processing);
		}

		private RequestTimes withProcessing(@Nullable Duration processing) {
			return new RequestTimes(this.acceptedAt, this.openedAt, this.updatedAt, this.deadline, this.sentAt,
					this.sentLane, (processing != null) ? RowMappers.truncateToMicros(processing) : null);
		}

	}

}
