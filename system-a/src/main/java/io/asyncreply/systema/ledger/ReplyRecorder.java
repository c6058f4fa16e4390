package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.dao.PendingUpdate;
import io.asyncreply.systema.ledger.dao.RequestDao;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.SentMark;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.spi.RetrySchedule;
import org.jspecify.annotations.Nullable;

/**
 * Records the replies of workers in the ledger.
 */
public final class ReplyRecorder {

	private static final Reply.Failed WRONG_OPERATION = new Reply.Failed(
			Problem.of("invalid-message", "Invalid message", "The reply names the operation of another request."), true,
			Reply.Timings.NONE);

	private final LedgerTemplate ledgerTemplate;

	private final RetrySchedule retrySchedule;

	public ReplyRecorder(LedgerTemplate ledgerTemplate, RetrySchedule retrySchedule) {
		this.ledgerTemplate = ledgerTemplate;
		this.retrySchedule = retrySchedule;
	}

	/**
	 * Records a reply. A retryable failure starts the next attempt as long as the
	 * {@link RetrySchedule} grants one, and otherwise completes the request. A reply that
	 * names another operation than that of the request is such a failure.
	 * @param reply the reply
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<TransitionResult> record(CorrelatedReply reply) {
		return this.ledgerTemplate.transition(toTransition(reply));
	}

	/**
	 * Records the replies of one message batch in one commit, as far as the group has
	 * room.
	 * @param replies the replies
	 * @return for each reply as {@link #record}
	 */
	public List<CompletableFuture<TransitionResult>> recordAll(List<CorrelatedReply> replies) {
		return this.ledgerTemplate.transitionAll(replies.stream().map(this::toTransition).toList());
	}

	private LedgerTemplate.RequestTransition toTransition(CorrelatedReply reply) {
		return new LedgerTemplate.RequestTransition(reply.requestId(), null,
				(ledgerTransaction, sentMark) -> record(ledgerTransaction.requests(), reply, sentMark));
	}

	private PendingUpdate<Optional<StoredRequest>> record(RequestDao requestDao, CorrelatedReply correlatedReply,
			@Nullable SentMark sentMark) throws SQLException {
		PendingUpdate<Optional<StoredRequest>> update = recordUnlessMismatched(requestDao, correlatedReply, sentMark);
		return () -> {
			Optional<StoredRequest> changed = update.read();
			return changed.isPresent() ? changed : failIfMismatched(requestDao, correlatedReply, sentMark);
		};
	}

	private Optional<StoredRequest> failIfMismatched(RequestDao requestDao, CorrelatedReply correlatedReply,
			@Nullable SentMark sentMark) throws SQLException {
		String operation = correlatedReply.operation();
		boolean mismatched = operation != null && !(correlatedReply.reply() instanceof Reply.Progress)
				&& requestDao.findSnapshot(correlatedReply.requestId())
					.filter((snapshot) -> !snapshot.operation().equals(operation))
					.isPresent();
		return mismatched ? recordFailureOrProgress(requestDao,
				new CorrelatedReply(correlatedReply.requestId(), correlatedReply.attempt(), WRONG_OPERATION), sentMark)
				: Optional.empty();
	}

	private PendingUpdate<Optional<StoredRequest>> recordUnlessMismatched(RequestDao requestDao,
			CorrelatedReply correlatedReply, @Nullable SentMark sentMark) throws SQLException {
		return (correlatedReply.reply() instanceof Reply.Succeeded succeeded)
				? requestDao.succeed(correlatedReply, succeeded, sentMark)
				: PendingUpdate.of(recordFailureOrProgress(requestDao, correlatedReply, sentMark));
	}

	private Optional<StoredRequest> recordFailureOrProgress(RequestDao requestDao, CorrelatedReply correlatedReply,
			@Nullable SentMark sentMark) throws SQLException {
		if (correlatedReply.reply() instanceof Reply.Progress progress) {
			return requestDao.recordProgress(correlatedReply, progress, sentMark);
		}
		Reply.Failed failed = (Reply.Failed) correlatedReply.reply();
		Optional<Duration> retryDelay = failed.retryable()
				? requestDao.findSnapshot(correlatedReply.requestId()).flatMap(this::retryDelay) : Optional.empty();
		return retryDelay.isPresent() ? requestDao.scheduleRetry(correlatedReply, retryDelay.get(), failed.error())
				: requestDao.fail(correlatedReply, failed, sentMark);
	}

	private Optional<Duration> retryDelay(RequestDao.StateSnapshot snapshot) {
		return this.retrySchedule.nextDelay(snapshot.operation(), snapshot.attemptsOfGeneration());
	}

}
