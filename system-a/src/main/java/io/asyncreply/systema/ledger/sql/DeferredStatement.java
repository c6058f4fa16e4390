package io.asyncreply.systema.ledger.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Changes of one kind that are left for the end of a transaction, because many cost the
 * database less together.
 */
public abstract sealed class DeferredStatement permits JdbcBatchStatement, UnnestStatement {

	private final List<AfterFlush> callbacks = new ArrayList<>();

	/** Begins with the values of a row. */
	final DeferredRow newRow() {
		return new DeferredRow();
	}

	/**
	 * Makes the changes and tells of each.
	 * @throws SQLException if one of them fails
	 */
	final void flush() throws SQLException {
		if (this.callbacks.isEmpty()) {
			return;
		}
		boolean[] changed = execute(this.callbacks.size());
		List<AfterFlush> flushed = List.copyOf(this.callbacks);
		this.callbacks.clear();
		for (int i = 0; i < changed.length; i++) {
			flushed.get(i).onResult(changed[i]);
		}
	}

	/** Gives up the changes. */
	final void discard() throws SQLException {
		this.callbacks.clear();
		clear();
	}

	/** Sets a value of the row that comes next. */
	abstract void set(int index, @Nullable Object value, int type) throws SQLException;

	/** Ends the row. */
	abstract void addRow() throws SQLException;

	/** Whether no more should be kept. */
	abstract boolean isFull();

	/**
	 * Makes the changes and forgets their values.
	 * @param count how many there are
	 * @return for each whether it changed a row
	 */
	abstract boolean[] execute(int count) throws SQLException;

	/** Forgets the values. */
	abstract void clear() throws SQLException;

	/**
	 * Hears at the end of a transaction at the latest, and still in it, how a change
	 * went.
	 */
	public interface AfterFlush {

		/** Whatever came of it. */
		AfterFlush NO_ACTION = (changed) -> {
		};

		void onResult(boolean changed) throws SQLException;

	}

	/**
	 * The values of one row.
	 */
	public final class DeferredRow extends ParameterBinder<DeferredRow> {

		@Override
		DeferredRow set(int index, @Nullable Object value, int type) throws SQLException {
			DeferredStatement.this.set(index, value, type);
			return this;
		}

		/**
		 * Leaves the change for the end of the transaction; what is large does not wait.
		 * @param callback hears then how it went
		 */
		public void enqueue(AfterFlush callback) throws SQLException {
			DeferredStatement.this.addRow();
			DeferredStatement.this.callbacks.add(callback);
			if (isFull()) {
				flush();
			}
		}

	}

}
