package io.asyncreply.systema.ledger.commit;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.sql.WriteSession;

/**
 * Executes the changes of a group in one transaction of the {@link WriteSession}. Only
 * one thread may use it.
 */
public final class GroupTransactionExecutor {

	private final WriteSession session;

	private final InDoubtCommits inDoubtCommits;

	private final Clock clock;

	public GroupTransactionExecutor(WriteSession session, InDoubtCommits inDoubtCommits, Clock clock) {
		this.session = session;
		this.inDoubtCommits = inDoubtCommits;
		this.clock = clock;
	}

	/**
	 * Begins a transaction and executes the changes.
	 * @return the transaction, to be committed or rolled back
	 */
	LedgerTransaction execute(List<PendingWrite<?>> group) throws SQLException {
		this.session.begin();
		LedgerTransaction ledgerTransaction = LedgerTransaction.begin(this.session, this.clock.instant());
		this.inDoubtCommits.releaseRequests(ledgerTransaction);
		for (PendingWrite<?> pendingWrite : group) {
			pendingWrite.run(ledgerTransaction);
		}
		this.session.flush();
		for (PendingWrite<?> pendingWrite : group) {
			pendingWrite.readResult();
		}
		return ledgerTransaction;
	}

	void commit(LedgerTransaction ledgerTransaction) throws SQLException {
		try {
			this.session.commit();
			this.inDoubtCommits.reset();
		}
		catch (SQLException ex) {
			this.inDoubtCommits.add(ledgerTransaction.now());
			throw ex;
		}
	}

	void rollback() {
		this.session.rollback();
	}

	/** Closes the connection; the next transaction opens another one. */
	void close() {
		this.session.close();
	}

}
