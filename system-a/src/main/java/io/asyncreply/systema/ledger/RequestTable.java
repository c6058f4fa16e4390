package io.asyncreply.systema.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Every statement that changes a request. Transitions are conditional, and whether a row
 * came back says who won: no statement leaves a state that has ended.
 */
final class RequestTable {

	private static final String WAITING = "state in ('ACCEPTED', 'QUEUED')";

	private static final String OPEN = "state in ('ACCEPTED', 'QUEUED', 'RUNNING')";

	private static final String INSERT = "insert into request (id, owner, operation, lane, state, attempt, version, "
			+ "accepted_at, updated_at, deadline, dispatch_at, instance, idempotency_key, fingerprint, payload) "
			+ "values (?, ?, ?, ?, 'ACCEPTED', 1, 1, ?, ?, ?, ?, ?, ?, ?, ?) "
			+ "on conflict (owner, idempotency_key) where idempotency_key is not null do nothing";

	private static final String BY_KEY = "select " + Rows.ENTRY
			+ ", fingerprint from request where owner = ? and idempotency_key = ? and idempotency_key is not null";

	private static final String STATE = "select state from request where id = ?";

	private static final String CHANGE = "update request set version = version + 1, updated_at = ?, ";

	private static final String SUCCEED = CHANGE
			+ "state = 'SUCCEEDED', dispatch_at = null, sent_at = coalesce(sent_at, ?), processing_micros = ?, result = ? "
			+ "where id = ? and " + OPEN + " returning " + Rows.ENTRY;

	private static final String FAIL = CHANGE
			+ "state = 'FAILED', dispatch_at = null, sent_at = coalesce(sent_at, ?), processing_micros = ?, error = ? "
			+ "where id = ? and attempt = ? and " + OPEN + " returning " + Rows.ENTRY;

	private static final String PROGRESS = CHANGE
			+ "state = 'RUNNING', dispatch_at = null, sent_at = coalesce(sent_at, ?), progress_percent = ?, "
			+ "progress_message = ? where id = ? and attempt = ? and " + OPEN + " returning " + Rows.ENTRY;

	private static final String RETRY = CHANGE
			+ "state = 'ACCEPTED', attempt = attempt + 1, dispatch_at = ?, sent_at = null, progress_percent = null, "
			+ "progress_message = null where id = ? and attempt = ? and " + OPEN + " returning " + Rows.ENTRY;

	private static final String SENT = CHANGE
			+ "state = 'QUEUED', sent_at = ? where id = ? and attempt = ? and state = 'ACCEPTED' returning "
			+ Rows.ENTRY;

	private static final String EXPIRE = CHANGE + "state = 'EXPIRED', dispatch_at = null, error = ? "
			+ "where id in (select id from request where deadline <= ? and " + OPEN + " order by deadline limit ?) and "
			+ OPEN + " returning " + Rows.ENTRY;

	private static final String POSTPONE = "update request set dispatch_at = ? "
			+ "where id = ? and attempt = ? and state = 'ACCEPTED'";

	private static final String CLAIM = "update request set dispatch_at = null, instance = ? where id in "
			+ "(select id from request where dispatch_at is not null and dispatch_at <= ? order by dispatch_at limit ?) "
			+ "returning " + Rows.UNSENT;

	private static final String ADOPT = "update request set dispatch_at = ?, instance = ? "
			+ "where state = 'ACCEPTED' and dispatch_at is null and instance <> ? and " + WAITING;

	private final LedgerSession session;

	private final long now;

	/**
	 * Makes the table as one transaction sees it.
	 * @param session where the transaction runs
	 * @param now the time of the transaction
	 */
	RequestTable(LedgerSession session, Instant now) {
		this.session = session;
		this.now = Rows.micros(now);
	}

	/**
	 * Stores a request unless its idempotency key is taken.
	 * @param request the request
	 * @param instance the instance that accepts it
	 * @param inHand whether that instance publishes it from memory
	 * @return whether it was stored
	 */
	boolean insert(NewRequest request, String instance, boolean inHand) throws SQLException {
		NewRequest.Idempotency idempotency = request.idempotency();
		Parameters insert = new Parameters(INSERT).add(request.id())
			.add(request.owner())
			.add(request.operation())
			.add(request.lane().name())
			.add(this.now)
			.add(this.now)
			.add(Rows.micros(request.deadline()))
			.add(inHand ? null : this.now)
			.add(instance)
			.add((idempotency != null) ? idempotency.key() : null)
			.add((idempotency != null) ? idempotency.fingerprint() : null)
			.add(request.payload());
		return insert.update() == 1;
	}

	Acceptance findRepeated(String owner, NewRequest.Idempotency idempotency) throws SQLException {
		try (ResultSet row = new Parameters(BY_KEY).add(owner).add(idempotency.key()).query()) {
			if (!row.next()) {
				throw new SQLException("The row under the idempotency key is gone again");
			}
			boolean same = idempotency.fingerprint().equals(row.getString("fingerprint"));
			return same ? new Acceptance.Repeated(Rows.entry(row)) : new Acceptance.KeyReused();
		}
	}

	Optional<State> state(RequestId id) throws SQLException {
		try (ResultSet row = new Parameters(STATE).add(id).query()) {
			return row.next() ? Optional.of(State.valueOf(row.getString(1))) : Optional.empty();
		}
	}

	/** A success counts whatever attempt it is from. */
	Optional<Entry> succeed(RequestId id, Reply.Succeeded reply, @Nullable Instant sentAt) throws SQLException {
		return change(SUCCEED).add(sentAt).add(reply.durations().processing()).add(reply.result()).add(id).entry();
	}

	/** A failure counts only for the current attempt. */
	Optional<Entry> fail(RequestId id, int attempt, Json error, @Nullable Duration processing, @Nullable Instant sentAt)
			throws SQLException {
		return change(FAIL).add(sentAt).add(processing).add(error).add(id).add(attempt).entry();
	}

	/** Progress counts only for the current attempt. */
	Optional<Entry> progress(RequestId id, int attempt, Reply.Progress progress, @Nullable Instant sentAt)
			throws SQLException {
		return change(PROGRESS).add(sentAt)
			.add(progress.percent())
			.add(progress.message())
			.add(id)
			.add(attempt)
			.entry();
	}

	/** Opens the next attempt unless another one is open already. */
	Optional<Entry> retry(RequestId id, int attempt, Duration delay) throws SQLException {
		return change(RETRY).add(after(delay)).add(id).add(attempt).entry();
	}

	Optional<Entry> sent(RequestId id, int attempt, Instant sentAt) throws SQLException {
		return change(SENT).add(sentAt).add(id).add(attempt).entry();
	}

	List<Entry> expire(Json error, int limit) throws SQLException {
		return change(EXPIRE).add(error).add(this.now).add(limit).list(Rows::entry);
	}

	/** Gives a request back to the ledger until it may be claimed again. */
	void postpone(RequestId id, int attempt, Duration delay) throws SQLException {
		new Parameters(POSTPONE).add(after(delay)).add(id).add(attempt).update();
	}

	List<Unsent> claim(String instance, int limit) throws SQLException {
		return new Parameters(CLAIM).add(instance).add(this.now).add(limit).list(Rows::unsent);
	}

	/** Makes what other instances had in their hands claimable. */
	int adopt(String instance) throws SQLException {
		return new Parameters(ADOPT).add(this.now).add(instance).add(instance).update();
	}

	/** The time of the transaction. */
	Instant now() {
		return Rows.instant(this.now);
	}

	private Long after(Duration delay) {
		return this.now + delay.toNanos() / 1_000;
	}

	private Parameters change(String sql) throws SQLException {
		return new Parameters(sql).add(this.now);
	}

	/**
	 * Reads one row.
	 *
	 * @param <T> what it becomes
	 */
	private interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

	/**
	 * Fills the parameters of a statement in their order.
	 */
	private final class Parameters {

		private final PreparedStatement statement;

		private int count;

		Parameters(String sql) throws SQLException {
			this.statement = RequestTable.this.session.prepare(sql);
		}

		Parameters add(@Nullable String value) throws SQLException {
			this.statement.setString(++this.count, value);
			return this;
		}

		Parameters add(RequestId value) throws SQLException {
			return add(value.toString());
		}

		Parameters add(int value) throws SQLException {
			this.statement.setInt(++this.count, value);
			return this;
		}

		Parameters add(@Nullable Long value) throws SQLException {
			if (value != null) {
				this.statement.setLong(++this.count, value);
			}
			else {
				this.statement.setNull(++this.count, java.sql.Types.BIGINT);
			}
			return this;
		}

		Parameters add(@Nullable Instant value) throws SQLException {
			return add((value != null) ? Rows.micros(value) : null);
		}

		Parameters add(@Nullable Duration value) throws SQLException {
			return add((value != null) ? value.toNanos() / 1_000 : null);
		}

		Parameters add(Json value) throws SQLException {
			this.statement.setBytes(++this.count, value.utf8());
			return this;
		}

		int update() throws SQLException {
			return this.statement.executeUpdate();
		}

		ResultSet query() throws SQLException {
			return this.statement.executeQuery();
		}

		Optional<Entry> entry() throws SQLException {
			return list(Rows::entry).stream().findFirst();
		}

		<T> List<T> list(RowReader<T> reader) throws SQLException {
			List<T> rows = new ArrayList<>();
			try (ResultSet row = query()) {
				while (row.next()) {
					rows.add(reader.read(row));
				}
			}
			return rows;
		}

	}

}
