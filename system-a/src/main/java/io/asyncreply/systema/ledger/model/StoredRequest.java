package io.asyncreply.systema.ledger.model;

import java.time.Duration;
import java.time.Instant;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import org.jspecify.annotations.Nullable;

/**
 * The row of a request, without its payload.
 *
 * @param id the id
 * @param owner the caller that submitted the request
 * @param operation the operation
 * @param lane the lane
 * @param state the state
 * @param generation the generation, counted from 1; each reopening adds 1
 * @param attempt the attempt, counted from 1 over all generations
 * @param version counted from 1; each change adds 1
 * @param times the times of the changes
 * @param progress the last reported progress, null if there is none
 * @param result the result of a success, otherwise null; also null if it was left out
 * because it is long
 * @param error the RFC 9457 problem of the terminal state or of the last failed attempt,
 * null if there is none
 */
public record StoredRequest(RequestId id, String owner, String operation, Lane lane, RequestState state, int generation,
		int attempt, int version, RequestTimes times, Reply.@Nullable Progress progress, @Nullable RawJson result,
		@Nullable RawJson error) {

	/** Longest result in bytes that is read and passed on together with its row. */
	public static final int MAX_INLINE_RESULT_BYTES = 64 * 1024;

	/** Creates the row of a new request. */
	public static StoredRequest accepted(NewRequest request, Instant now) {
		return new StoredRequest(request.id(), request.owner(), request.operation(), request.lane(),
				RequestState.ACCEPTED, 1, 1, 1, new RequestTimes(now, now, now, request.deadline(), null, null, null),
				null, null, null);
	}

	/** The row after the confirmed publish of the current attempt. */
	public StoredRequest sent(Instant now, SentMark sentMark) {
		return withState((this.state == RequestState.ACCEPTED) ? RequestState.QUEUED : this.state,
				this.times.withSent(now, sentMark), this.result, this.error);
	}

	/** The row after the confirmed publish and the success of the current attempt. */
	public StoredRequest succeeded(Instant now, SentMark sentMark, Reply.Succeeded reply) {
		RequestTimes requestTimes = this.times.withSent(now, sentMark).withProcessing(reply.durations().processing());
		return withState(RequestState.SUCCEEDED, requestTimes, reply.result(), null);
	}

	/** Whether the request succeeded and its result was left out because it is long. */
	public boolean isResultOmitted() {
		return this.state == RequestState.SUCCEEDED && this.result == null;
	}

	/** The row without a result of more than {@value #MAX_INLINE_RESULT_BYTES} bytes. */
	public StoredRequest withoutLongResult() {
		return (this.result != null && this.result.length() > MAX_INLINE_RESULT_BYTES) ? withResult(null) : this;
	}

	/** The row with a result that was left out. */
	public StoredRequest withResult(@Nullable RawJson result) {
		return new StoredRequest(this.id, this.owner, this.operation, this.lane, this.state, this.generation,
				this.attempt, this.version, this.times, this.progress, result, this.error);
	}

	private StoredRequest withState(RequestState state, RequestTimes requestTimes, @Nullable RawJson result,
			@Nullable RawJson error) {
		return new StoredRequest(this.id, this.owner, this.operation, this.lane, state, this.generation, this.attempt,
				this.version + 1, requestTimes, this.progress, result, error);
	}

	/** The queue by operation and lane, without regard to the suspect lane. */
	public RequestQueue queue() {
		return new RequestQueue(this.operation, this.lane);
	}

	/** Whether the last change was the acceptance or a reopening. */
	public boolean startsGeneration() {
		return this.state == RequestState.ACCEPTED && this.times.openedAt().equals(this.times.updatedAt());
	}

	/**
	 * The times of a request in whole microseconds of the ledger's clock.
	 *
	 * @param acceptedAt the acceptance
	 * @param openedAt the start of the current generation; the acceptance in the first
	 * @param updatedAt the last change
	 * @param deadline the deadline
	 * @param sentAt the publisher confirm of the current attempt, null if there is none
	 * @param sentLane the lane of the queue that accepted the current attempt, null if
	 * there is none
	 * @param processing the processing time measured by System B, null if there is none
	 */
	public record RequestTimes(Instant acceptedAt, Instant openedAt, Instant updatedAt, Instant deadline,
			@Nullable Instant sentAt, @Nullable Lane sentLane, @Nullable Duration processing) {

		private RequestTimes withSent(Instant now, SentMark sentMark) {
			return new RequestTimes(this.acceptedAt, this.openedAt, now, this.deadline, sentMark.confirmedAt(),
					sentMark.lane(), this.processing);
		}

		private RequestTimes withProcessing(@Nullable Duration processing) {
			return new RequestTimes(this.acceptedAt, this.openedAt, this.updatedAt, this.deadline, this.sentAt,
					this.sentLane, (processing != null) ? LedgerTime.truncateToMicros(processing) : null);
		}

	}

}
