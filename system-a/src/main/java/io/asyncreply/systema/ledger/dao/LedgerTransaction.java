package io.asyncreply.systema.ledger.dao;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.spi.DispatchQueue;
import io.asyncreply.systema.ledger.sql.WriteSession;

/**
 * The DAOs of one transaction.
 *
 * @param now the time of all changes in the transaction
 * @param submissions inserts of requests
 * @param requests transitions of requests
 * @param dispatches claims and publishes
 * @param instances heartbeats and takeovers
 * @param retention purges and tombstones
 * @param batches batches and uploads
 * @param outboxEntries the requests to add to the {@link DispatchQueue} after the commit
 * and before the listeners are notified
 */
public record LedgerTransaction(Instant now, SubmissionDao submissions, RequestDao requests, DispatchDao dispatches,
		InstanceDao instances, RetentionDao retention, BatchDao batches, List<OutboxEntry> outboxEntries) {

	public static LedgerTransaction begin(WriteSession session, Instant now) {
		long micros = LedgerTime.toMicros(now);
		return new LedgerTransaction(LedgerTime.fromMicros(micros), new SubmissionDao(session, micros),
				new RequestDao(session, micros), new DispatchDao(session, micros), new InstanceDao(session, micros),
				new RetentionDao(session, micros), new BatchDao(session, micros), new ArrayList<>());
	}

}
