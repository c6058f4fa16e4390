package io.asyncreply.systema.ledger;

import java.sql.SQLException;

import io.asyncreply.systema.ledger.admission.BacklogLimiter;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.dao.RequestDao;
import io.asyncreply.systema.ledger.model.InstanceId;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.spi.DispatchQueue;
import org.jspecify.annotations.Nullable;

/**
 * Where requests come in: each has room claimed for it in the ledger, and in this
 * instance's hands if there is any, until its fate is known.
 */
public final class RequestAcceptor {

	private final LedgerTemplate ledgerTemplate;

	private final BacklogLimiter backlogLimiter;

	private final DispatchQueue dispatchQueue;

	private final InstanceId instanceId;

	public RequestAcceptor(LedgerTemplate ledgerTemplate, BacklogLimiter backlogLimiter, DispatchQueue dispatchQueue,
			InstanceId instanceId) {
		this.ledgerTemplate = ledgerTemplate;
		this.backlogLimiter = backlogLimiter;
		this.dispatchQueue = dispatchQueue;
		this.instanceId = instanceId;
	}

	/**
	 * Lets a request in until {@link #complete}.
	 * @param request the request
	 * @return the request, on its way
	 * @throws RequestRejectedException if too many are open, or the rule does not admit
	 * it
	 * @throws LedgerUnavailableException if too much waits for its commit
	 */
	public RequestReservation reserve(NewRequest request) {
		this.backlogLimiter.reserve(request);
		return new RequestReservation(request, this.dispatchQueue.reserve(request));
	}

	/**
	 * Stores a request unless its idempotency key is taken, and hands it over with the
	 * commit.
	 * @param ledgerTransaction where to write
	 * @param reservation the request
	 * @param position where in which batch it came, null if it came alone
	 * @return its row, or null if it was not stored
	 */
	@Nullable public StoredRequest store(LedgerTransaction ledgerTransaction, RequestReservation reservation,
			RequestDao.@Nullable BatchPosition position) throws SQLException {
		NewRequest request = reservation.request();
		if (!ledgerTransaction.requests()
			.insert(request, new RequestDao.DispatchClaim(this.instanceId.value(), reservation.buffered()), position)) {
			return null;
		}
		StoredRequest inserted = StoredRequest.accepted(request, ledgerTransaction.now());
		if (reservation.buffered()) {
			ledgerTransaction.outboxEntries().add(new OutboxEntry(inserted, request.payload(), request.trace()));
		}
		return inserted;
	}

	/**
	 * Announces a request if it is stored, and gives its room back if not.
	 * @param reservation the request
	 * @param stored its row, null if it has none
	 */
	public void complete(RequestReservation reservation, @Nullable StoredRequest stored) {
		this.backlogLimiter.complete(reservation.request(), stored != null);
		if (stored != null) {
			this.ledgerTemplate.notifyListeners(stored);
		}
		else if (reservation.buffered()) {
			this.dispatchQueue.release(reservation.request());
		}
	}

	/**
	 * A request on its way into the ledger.
	 *
	 * @param request the request
	 * @param buffered whether this instance publishes it from memory
	 */
	public record RequestReservation(NewRequest request, boolean buffered) {

	}

}
