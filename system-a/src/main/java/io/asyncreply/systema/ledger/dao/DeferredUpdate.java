package io.asyncreply.systema.ledger.dao;

import java.sql.SQLException;
import java.util.Optional;

import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.sql.DeferredStatement;
import org.jspecify.annotations.Nullable;

/**
 * An update that is deferred on the assumption that the row has a certain version. If it
 * has another one, a second statement that reads the row is executed.
 */
final class DeferredUpdate implements PendingUpdate<Optional<StoredRequest>> {

	private final DeferredStatement.DeferredRow row;

	private final StoredRequest updatedRequest;

	private final PendingUpdate<Optional<StoredRequest>> fallback;

	private boolean known;

	private @Nullable StoredRequest result;

	/**
	 * Creates the update.
	 * @param row the deferred row
	 * @param updatedRequest the row after the update, if it had the expected version
	 * @param fallback the second statement
	 */
	DeferredUpdate(DeferredStatement.DeferredRow row, StoredRequest updatedRequest,
			PendingUpdate<Optional<StoredRequest>> fallback) {
		this.row = row;
		this.updatedRequest = updatedRequest;
		this.fallback = fallback;
	}

	@Override
	public Optional<StoredRequest> read() throws SQLException {
		if (!this.known) {
			this.result = this.row.isChanged() ? this.updatedRequest : this.fallback.read().orElse(null);
			this.known = true;
		}
		return Optional.ofNullable(this.result);
	}

}
