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

	private final LedgerTemplate changes;

	private final BacklogLimiter intake;

	private final DispatchQueue outlet;

	private final InstanceId instance;

	public RequestAcceptor(LedgerTemplate changes, BacklogLimiter intake, DispatchQueue outlet, InstanceId instance) {
		this.changes = changes;
		this.intake = intake;
		this.outlet = outlet;
		this.instance = instance;
	}

	/**
	 * Lets a request in until {@link #leave}.
	 * @param request the request
	 * @return the request, on its way
	 * @throws RequestRejectedException if too many are open, or the rule does not admit
	 * it
	 * @throws LedgerUnavailableException if too much waits for its commit
	 */
	public RequestReservation enter(NewRequest request) {
		this.intake.enter(request);
		return new RequestReservation(request, this.outlet.reserve(request));
	}

	/**
	 * Stores a request unless its idempotency key is taken, and hands it over with the
	 * commit.
	 * @param transaction where to write
	 * @param arrival the request
	 * @param place where in which batch it came, null if it came alone
	 * @return its row, or null if it was not stored
	 */
	@Nullable public StoredRequest store(LedgerTransaction transaction, RequestReservation arrival,
			RequestDao.@Nullable BatchPosition place) throws SQLException {
		NewRequest request = arrival.request();
		if (!transaction.requests()
			.insert(request, new RequestDao.DispatchClaim(this.instance.id(), arrival.inHand()), place)) {
			return null;
		}
		StoredRequest row = StoredRequest.first(request, transaction.now());
		if (arrival.inHand()) {
			transaction.handedOver().add(new OutboxEntry(row, request.payload(), request.trace()));
		}
		return row;
	}

	/**
	 * Announces a request if it is stored, and gives its room back if not.
	 * @param arrival the request
	 * @param stored its row, null if it has none
	 */
	public void leave(RequestReservation arrival, @Nullable StoredRequest stored) {
		this.intake.leave(arrival.request(), stored != null);
		if (stored != null) {
			this.changes.announce(stored);
		}
		else if (arrival.inHand()) {
			this.outlet.release(arrival.request());
		}
	}

	/**
	 * A request on its way into the ledger.
	 *
	 * @param request the request
	 * @param inHand whether this instance publishes it from memory
	 */
	public record RequestReservation(NewRequest request, boolean inHand) {

	}

}
