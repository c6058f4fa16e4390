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

	private final LedgerTemplate changes;

	private final RetrySchedule retries;

	public ReplyRecorder(LedgerTemplate changes, RetrySchedule retries) {
		this.changes = changes;
		this.retries = retries;
	}

	/**
	 * Records what a reply says. A retryable failure opens the next attempt as long as
	 * the {@link RetrySchedule} grants one, and ends the request otherwise.
	 * @param reply the reply
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<TransitionResult> record(CorrelatedReply reply) {
		return this.changes.transition(reply.request(), null,
				(transaction, mark, told) -> record(transaction.requests(), reply, mark, told));
	}

	/**
	 * Has what came in one frame committed together.
	 * @param recording records each reply, and waits for nothing
	 */
	public void together(Runnable recording) {
		this.changes.together(recording);
	}

	private void record(RequestDao table, CorrelatedReply correlated, SentMarkBuffer.@Nullable SentMark mark,
			LedgerTemplate.UpdateCallback told) throws SQLException {
		if (correlated.reply() instanceof Reply.Succeeded succeeded) {
			table.succeed(correlated.request(), succeeded, mark, told);
		}
		else {
			told.changed(recordOther(table, correlated, mark));
		}
	}

	private Optional<StoredRequest> recordOther(RequestDao table, CorrelatedReply correlated,
			SentMarkBuffer.@Nullable SentMark mark) throws SQLException {
		RequestId id = correlated.request();
		if (correlated.reply() instanceof Reply.Progress progress) {
			return table.progress(id, correlated.attempt(), progress, mark);
		}
		Reply.Failed failed = (Reply.Failed) correlated.reply();
		Optional<Duration> pause = failed.retryable() ? table.standing(id).flatMap(this::pauseAfter) : Optional.empty();
		return pause.isPresent() ? table.retry(id, correlated.attempt(), pause.get(), failed.error())
				: table.fail(id, correlated.attempt(), failed, mark);
	}

	private Optional<Duration> pauseAfter(RequestDao.StateSnapshot standing) {
		return this.retries.pauseAfter(standing.operation(), standing.attemptsOfThisLife());
	}

}
