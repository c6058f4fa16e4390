package io.asyncreply.systema.ledger;

import java.time.Instant;

/**
 * What one transaction works on.
 *
 * @param now the time of all that happens in it
 * @param requests the lives of the requests
 * @param dispatches who has which request in hand
 * @param instances who else works on this ledger
 * @param retention what is forgotten
 */
record Transaction(Instant now, RequestTable requests, DispatchTable dispatches, InstanceTable instances,
		RetentionTable retention) {

	static Transaction begin(LedgerSession session, Instant now) {
		long micros = Rows.micros(now);
		return new Transaction(Rows.instant(micros), new RequestTable(session, micros),
				new DispatchTable(session, micros), new InstanceTable(session, micros),
				new RetentionTable(session, micros));
	}

}
