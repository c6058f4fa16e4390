package io.asyncreply.systema.ledger.dao;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.spi.DispatchQueue;
import io.asyncreply.systema.ledger.sql.WriteSession;

/**
 * What one transaction works on.
 *
 * @param now the time of all that happens in it
 * @param requests the lives of the requests
 * @param dispatches who has which request in hand
 * @param instances who else works on this ledger
 * @param retention what is forgotten
 * @param batches what comes in by upload
 * @param outboxEntries goes to the {@link DispatchQueue} after the commit and before
 * anybody hears of anything in it, so that what was made safe together leaves together
 */
public record LedgerTransaction(Instant now, RequestDao requests, DispatchDao dispatches, InstanceDao instances,
		RetentionDao retention, BatchDao batches, List<OutboxEntry> outboxEntries) {

	public static LedgerTransaction begin(WriteSession session, Instant now) {
		long micros = RowMappers.toMicros(now);
		return new LedgerTransaction(RowMappers.fromMicros(micros), new RequestDao(session, micros),
				new DispatchDao(session, micros), new InstanceDao(session, micros), new RetentionDao(session, micros),
				new BatchDao(session, micros), new ArrayList<>());
	}

}
