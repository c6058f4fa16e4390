package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.commit.SentMarkBuffer;
import io.asyncreply.systema.ledger.dao.RequestDao;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.spi.RetrySchedule;
import org.jspecify.annotations.Nullable;

/**
 * What workers say of requests, as the ledger records it.
 */
public final class ReplyRecorder {

	private final LedgerTemplate ledgerTemplate;

	private final RetrySchedule retrySchedule;

	public ReplyRecorder(LedgerTemplate ledgerTemplate, RetrySchedule retrySchedule) {
		this.ledgerTemplate = ledgerTemplate;
		this.retrySchedule = retrySchedule;
	}

	/**
	 * Records what a reply says. A retryable failure opens the next attempt as long as
	 * the {@link RetrySchedule} grants one, and ends the request otherwise.
	 * @param reply the reply
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<TransitionResult> record(CorrelatedReply reply) {
		return this.ledgerTemplate.transition(reply.requestId(), null, (ledgerTransaction, sentMark,
				callback) -> record(ledgerTransaction.requests(), reply, sentMark, callback));
	}

	/**
	 * Has what came in one frame committed together.
	 * @param recording records each reply, and waits for nothing
	 */
	public void recordAll(Runnable recording) {
		this.ledgerTemplate.writeAll(recording);
	}

	private void record(RequestDao requestDao, CorrelatedReply correlatedReply,
			SentMarkBuffer.@Nullable SentMark sentMark, LedgerTemplate.UpdateCallback callback) throws SQLException {
		if (correlatedReply.reply() instanceof Reply.Succeeded succeeded) {
			requestDao.succeed(correlatedReply.requestId(), succeeded, sentMark, callback);
		}
		else {
			callback.onResult(recordFailureOrProgress(requestDao, correlatedReply, sentMark));
		}
	}

	private Optional<StoredRequest> recordFailureOrProgress(RequestDao requestDao, CorrelatedReply correlatedReply,
			SentMarkBuffer.@Nullable SentMark sentMark) throws SQLException {
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
