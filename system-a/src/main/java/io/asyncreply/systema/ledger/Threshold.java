package io.asyncreply.systema.ledger;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * Where requests come in: each has room claimed for it in the ledger, and in this
 * instance's hands if there is any, until its fate is known.
 */
final class Threshold {

	private final Changes changes;

	private final Intake intake;

	private final Outlet outlet;

	private final Instance instance;

	Threshold(Changes changes, Intake intake, Outlet outlet, Instance instance) {
		this.changes = changes;
		this.intake = intake;
		this.outlet = outlet;
		this.instance = instance;
	}

	/**
	 * Lets a request in until {@link #leave}.
	 * @param request the request
	 * @return the request, on its way
	 * @throws RefusedException if too many are open, or the rule does not admit it
	 * @throws LedgerUnavailableException if too much waits for its commit
	 */
	Arrival enter(NewRequest request) {
		this.intake.enter(request);
		return new Arrival(request, this.outlet.reserve(request));
	}

	/**
	 * Stores a request unless its idempotency key is taken, and hands it over with the
	 * commit.
	 * @param transaction where to write
	 * @param arrival the request
	 * @param place where in which batch it came, null if it came alone
	 * @return its row, or null if it was not stored
	 */
	@Nullable Entry store(Transaction transaction, Arrival arrival, RequestTable.@Nullable Place place) throws SQLException {
		NewRequest request = arrival.request();
		if (!transaction.requests()
			.insert(request, new RequestTable.Custody(this.instance.id(), arrival.inHand()), place)) {
			return null;
		}
		Entry row = Entry.first(request, transaction.now());
		if (arrival.inHand()) {
			transaction.handedOver().add(new Unsent(row, request.payload(), request.trace()));
		}
		return row;
	}

	/**
	 * Announces a request if it is stored, and gives its room back if not.
	 * @param arrival the request
	 * @param stored its row, null if it has none
	 */
	void leave(Arrival arrival, @Nullable Entry stored) {
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
	record Arrival(NewRequest request, boolean inHand) {

	}

}
