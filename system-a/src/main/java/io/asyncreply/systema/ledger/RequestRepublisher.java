package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.CorrelatedAttempt;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.dao.RequestDao;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.spi.RepublishSchedule;
import org.jspecify.annotations.Nullable;

/**
 * Makes attempts claimable again that the broker has lost or given back. It counts per
 * request and waits longer each time. A request whose count reaches the limit fails, so
 * that no message is published again for ever.
 */
public final class RequestRepublisher {

	private static final Reply.Failed BROKER_LOST = new Reply.Failed(
			Problem.of("broker-lost", "Lost at the broker",
					"The broker lost or gave back this request too often before a worker replied."),
			false, Reply.Timings.NONE);

	private final LedgerTemplate ledgerTemplate;

	private final RepublishSchedule republishSchedule;

	public RequestRepublisher(LedgerTemplate ledgerTemplate, RepublishSchedule republishSchedule) {
		this.ledgerTemplate = ledgerTemplate;
		this.republishSchedule = republishSchedule;
	}

	/**
	 * Republishes attempts that the broker has lost, unless they have changed since they
	 * were found.
	 * @param lost the attempts
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<RepublishResult> republishLost(List<InFlightRequest> lost) {
		return republishAll(lost, (ledgerTransaction, attempt) -> republish(ledgerTransaction, attempt, null));
	}

	/**
	 * Republishes dead-lettered attempts singly, unless they have ended or are in another
	 * attempt.
	 * @param deadLettered the attempts as they were published
	 * @param lane the lane of the queue to publish to, null for that of the last publish
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<RepublishResult> republishDeadLettered(List<CorrelatedAttempt> deadLettered,
			@Nullable Lane lane) {
		return republishAll(deadLettered,
				(ledgerTransaction, attempt) -> republishDeadLettered(ledgerTransaction, attempt, lane));
	}

	private <T> CompletableFuture<RepublishResult> republishAll(List<T> attempts, Republish<T> republish) {
		return this.ledgerTemplate.write((ledgerTransaction) -> {
			List<StoredRequest> changed = new ArrayList<>();
			for (T attempt : attempts) {
				republish.execute(ledgerTransaction, attempt).ifPresent(changed::add);
			}
			return changed;
		}).thenApply((changed) -> {
			changed.forEach(this.ledgerTemplate::notifyListeners);
			int failed = (int) changed.stream().filter((request) -> request.state() == RequestState.FAILED).count();
			return new RepublishResult(changed.size() - failed, failed);
		});
	}

	private Optional<StoredRequest> republishDeadLettered(LedgerTransaction ledgerTransaction,
			CorrelatedAttempt deadLettered, @Nullable Lane lane) throws SQLException {
		Optional<RequestDao.StateSnapshot> snapshot = ledgerTransaction.requests()
			.findSnapshot(deadLettered.requestId());
		return snapshot.isPresent() ? republish(ledgerTransaction, new InFlightRequest(deadLettered.requestId(),
				deadLettered.attempt(), null, snapshot.get().republished()), lane) : Optional.empty();
	}

	private Optional<StoredRequest> republish(LedgerTransaction ledgerTransaction, InFlightRequest attempt,
			@Nullable Lane lane) throws SQLException {
		Optional<Duration> delay = this.republishSchedule.nextDelay(attempt.republished());
		Optional<StoredRequest> republished = ledgerTransaction.dispatches()
			.republish(attempt, lane, delay.orElse(Duration.ZERO));
		return (republished.isEmpty() || delay.isPresent()) ? republished : ledgerTransaction.requests()
			.fail(new CorrelatedReply(attempt.id(), attempt.attempt(), BROKER_LOST), BROKER_LOST, null);
	}

	/**
	 * Republish of one attempt in a transaction.
	 *
	 * @param <T> type of the attempt
	 */
	private interface Republish<T> {

		Optional<StoredRequest> execute(LedgerTransaction ledgerTransaction, T attempt) throws SQLException;

	}

	/**
	 * Outcome of a republish.
	 *
	 * @param republished attempts that are claimable again
	 * @param failed requests that failed because they were republished too often
	 */
	public record RepublishResult(int republished, int failed) {

	}

}
