package io.asyncreply.systema.ledger.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Collects row changes of one kind until the end of a transaction, because many of them
 * together cost the database less.
 */
public abstract sealed class DeferredStatement permits JdbcBatchStatement, UnnestStatement {

	private final List<DeferredRow> rows = new ArrayList<>();

	final DeferredRow newRow() {
		return new DeferredRow();
	}

	/**
	 * Executes the collected changes.
	 * @throws SQLException if one of them fails
	 */
	final void flush() throws SQLException {
		if (this.rows.isEmpty()) {
			return;
		}
		boolean[] changed = execute(this.rows.size());
		for (int i = 0; i < changed.length; i++) {
			this.rows.get(i).onFlush(changed[i]);
		}
		this.rows.clear();
	}

	/** Discards the collected changes. */
	final void discard() throws SQLException {
		this.rows.clear();
		clear();
	}

	/** Sets a parameter of the current row. */
	abstract void set(int index, @Nullable Object value, int type) throws SQLException;

	/** Ends the current row. */
	abstract void addRow() throws SQLException;

	/** Whether the collected rows have to be executed before more are added. */
	abstract boolean isFull();

	/**
	 * Executes the collected rows and clears their parameters.
	 * @param count the number of rows
	 * @return for each row whether it was changed
	 */
	abstract boolean[] execute(int count) throws SQLException;

	/** Clears the collected parameters. */
	abstract void clear() throws SQLException;

	/**
	 * The parameters of one row, and after the flush whether the row was changed.
	 */
	public final class DeferredRow extends ParameterBinder<DeferredRow> {

		private boolean flushed;

		private boolean changed;

		/**
		 * Adds the row to the statement. A statement that is full is executed at once.
		 * @return this row
		 */
		public DeferredRow enqueue() throws SQLException {
			DeferredStatement.this.addRow();
			DeferredStatement.this.rows.add(this);
			if (isFull()) {
				flush();
			}
			return this;
		}

		/**
		 * Whether the statement has changed the row.
		 * @throws IllegalStateException before the flush
		 */
		public boolean isChanged() {
			if (!this.flushed) {
				throw new IllegalStateException("The deferred statement has not been executed");
			}
			return this.changed;
		}

		@Override
		DeferredRow set(int index, @Nullable Object value, int type) throws SQLException {
			DeferredStatement.this.set(index, value, type);
			return this;
		}

		private void onFlush(boolean changed) {
			this.changed = changed;
			this.flushed = true;
		}

	}

}
