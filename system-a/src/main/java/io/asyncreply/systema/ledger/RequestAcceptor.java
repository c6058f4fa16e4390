package io.asyncreply.systema.ledger;

import java.sql.SQLException;

import io.asyncreply.systema.ledger.admission.BacklogLimiter;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.dao.SubmissionDao;
import io.asyncreply.systema.ledger.model.InstanceId;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;

/**
 * Inserts requests and settles their reservations after the commit.
 */
public final class RequestAcceptor {

	private final LedgerTemplate ledgerTemplate;

	private final InstanceId instanceId;

	public RequestAcceptor(LedgerTemplate ledgerTemplate, InstanceId instanceId) {
		this.ledgerTemplate = ledgerTemplate;
		this.instanceId = instanceId;
	}

	/**
	 * Inserts a request unless its idempotency key is in use. If the dispatch queue has
	 * room for it, the request is published from memory after the commit.
	 * @param ledgerTransaction the transaction to write in
	 * @param request the request
	 * @param reservation the room of the request
	 * @param position the position of the request in its batch, null for a single request
	 * @return the row, null if the key is in use
	 */
	@Nullable public StoredRequest store(LedgerTransaction ledgerTransaction, NewRequest request,
			BacklogLimiter.Reservation reservation, SubmissionDao.@Nullable BatchPosition position)
			throws SQLException {
		boolean buffered = reservation.isBuffered();
		if (!ledgerTransaction.submissions()
			.insert(request, new SubmissionDao.DispatchClaim(this.instanceId.value(), buffered), position)) {
			return null;
		}
		StoredRequest inserted = StoredRequest.accepted(request, ledgerTransaction.now());
		if (buffered) {
			ledgerTransaction.outboxEntries().add(new OutboxEntry(inserted, request.payload(), request.trace()));
		}
		return inserted;
	}

	/**
	 * Confirms the reservation of a stored request and notifies the listeners, or
	 * releases the reservation.
	 * @param reservation the room of the request
	 * @param stored the row after the commit, null if the request was not stored
	 */
	public void complete(BacklogLimiter.Reservation reservation, @Nullable StoredRequest stored) {
		if (stored == null) {
			reservation.release();
			return;
		}
		reservation.confirm();
		this.ledgerTemplate.notifyListeners(stored);
	}

}
