package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
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

	private final LedgerTemplate ledgerTemplate;

	private final RetrySchedule retrySchedule;

	public ReplyRecorder(LedgerTemplate ledgerTemplate, RetrySchedule retrySchedule) {
		this.ledgerTemplate = ledgerTemplate;
		this.retrySchedule = retrySchedule;
	}

	/**
	 * Records a reply. A retryable failure starts the next attempt as long as the
	 * {@link RetrySchedule} grants one, and otherwise completes the request.
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
		return (correlatedReply.reply() instanceof Reply.Succeeded succeeded)
				? requestDao.succeed(correlatedReply.requestId(), succeeded, sentMark)
				: PendingUpdate.of(recordFailureOrProgress(requestDao, correlatedReply, sentMark));
	}

	private Optional<StoredRequest> recordFailureOrProgress(RequestDao requestDao, CorrelatedReply correlatedReply,
			@Nullable SentMark sentMark) throws SQLException {
		RequestId id = correlatedReply.requestId();
		if (correlatedReply.reply() instanceof Reply.Progress progress) {
			return requestDao.recordProgress(id, correlatedReply.attempt(), progress, sentMark);
		}
		Reply.Failed failed = (Reply.Failed) correlatedReply.reply();
		Optional<Duration> retryDelay = failed.retryable() ? requestDao.findSnapshot(id).flatMap(this::retryDelay)
				: Optional.empty();
		return retryDelay.isPresent()
				? requestDao.scheduleRetry(id, correlatedReply.attempt(), retryDelay.get(), failed.error())
				: requestDao.fail(id, correlatedReply.attempt(), failed, sentMark);
	}

	private Optional<Duration> retryDelay(RequestDao.StateSnapshot snapshot) {
		return this.retrySchedule.nextDelay(snapshot.operation(), snapshot.attemptsOfGeneration());
	}

}
