package io.asyncreply.systema.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What one transaction works on.
 *
 * @param now the time of all that happens in it
 * @param requests the lives of the requests
 * @param dispatches who has which request in hand
 * @param instances who else works on this ledger
 * @param retention what is forgotten
 * @param batches what comes in by upload
 * @param handedOver goes to the {@link Outlet} after the commit and before anybody hears
 * of anything in it, so that what was made safe together leaves together
 */
record Transaction(Instant now, RequestTable requests, DispatchTable dispatches, InstanceTable instances,
		RetentionTable retention, BatchTable batches, List<Unsent> handedOver) {

	static Transaction begin(LedgerSession session, Instant now) {
		long micros = Rows.micros(now);
		return new Transaction(Rows.instant(micros), new RequestTable(session, micros),
				new DispatchTable(session, micros), new InstanceTable(session, micros),
				new RetentionTable(session, micros), new BatchTable(session, micros), new ArrayList<>());
	}

}
