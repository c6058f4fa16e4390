package io.asyncreply.systema.ledger.dao;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.SentMark;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.DeferredStatement;
import io.asyncreply.systema.ledger.sql.Dialect;
import io.asyncreply.systema.ledger.sql.RowStatement;
import io.asyncreply.systema.ledger.sql.WriteSession;
import org.jspecify.annotations.Nullable;

/**
 * Claims, marks and republishes requests between acceptance and reply.
 */
public final class DispatchDao {

	private static final String MARK_SENT = "update request set version = version + 1, updated_at = ?, "
			+ "state = case state when 'ACCEPTED' then 'QUEUED' else state end, sent_at = ?, sent_lane = ? "
			+ "where id = ? and attempt = ? and " + RowMappers.NOT_ENDED + " returning " + RowMappers.REQUEST_COLUMNS;

	private static final RowStatement MARK_SENT_IF_UNCHANGED = RowStatement.update(
			"request set version = request.version + 1, updated_at = {now bigint}, state = {state text}, "
					+ "sent_at = {sent_at bigint}, sent_lane = {sent_lane text}",
			"request.id = {id text}", "request.version = {version integer}");

	private static final String POSTPONE = "update request set dispatch_at = ? "
			+ "where id = ? and attempt = ? and state = ? and dispatch_at is null";

	/** Skips rows that another instance is claiming. */
	private static final String CLAIM = "update request set dispatch_at = null, instance = ? where id %s returning "
			+ RowMappers.OUTBOX_COLUMNS;

	private static final String CLAIMABLE = "select id from request where operation = ? and lane = ? "
			+ "and dispatch_at is not null and dispatch_at <= ? order by dispatch_at limit ? %s";

	private static final String RELEASE_ACCEPTED = "update request set dispatch_at = ? where " + RowMappers.CLAIMED
			+ " and instance = ? and accepted_at between ? and ?";

	/** Leaves the state ACCEPTED, so that the request is no longer a first delivery. */
	private static final String REPUBLISH = "update request set version = version + 1, updated_at = ?, dispatch_at = ?, "
			+ "republished = republished + 1, state = case state when 'ACCEPTED' then 'QUEUED' else state end, "
			+ "sent_at = coalesce(sent_at, ?), sent_lane = coalesce(?, sent_lane, lane) "
			+ "where id = ? and attempt = ? and coalesce(sent_at, 0) = coalesce(?, sent_at, 0) and republished = ? and dispatch_at is null and "
			+ RowMappers.NOT_ENDED + " returning " + RowMappers.REQUEST_COLUMNS;

	private final WriteSession session;

	private final long now;

	/**
	 * Creates the DAO of one transaction.
	 * @param session the session of the transaction
	 * @param now the time of the transaction in microseconds since the epoch
	 */
	DispatchDao(WriteSession session, long now) {
		this.session = session;
		this.now = now;
	}

	/**
	 * Writes a confirmed publish. The update is deferred if the published row is known.
	 * @param sentMark the confirmed publish
	 * @return the row after the update; empty if the attempt is no longer current
	 */
	public PendingUpdate<Optional<StoredRequest>> markSent(SentMark sentMark) throws SQLException {
		StoredRequest published = sentMark.request();
		if (published == null) {
			return PendingUpdate.of(markSentImmediately(sentMark));
		}
		StoredRequest sent = published.sent(LedgerTime.fromMicros(this.now), sentMark);
		DeferredStatement.DeferredRow deferredRow = this.session.defer(MARK_SENT_IF_UNCHANGED)
			.add(this.now)
			.add(sent.state().name())
			.add(sentMark)
			.add(sentMark.id())
			.add(published.version())
			.enqueue();
		return new DeferredUpdate(deferredRow, sent, () -> markSentImmediately(sentMark));
	}

	private Optional<StoredRequest> markSentImmediately(SentMark sentMark) throws SQLException {
		return prepare(MARK_SENT).add(this.now)
			.add(sentMark)
			.add(sentMark.id())
			.add(sentMark.attempt())
			.first(RowMappers::storedRequest);
	}

	/** Makes a claimed request claimable after a delay. */
	public int postpone(OutboxEntry request, Duration delay) throws SQLException {
		return prepare(POSTPONE).add(this.now + LedgerTime.toMicros(delay))
			.add(request.id())
			.add(request.attempt())
			.add(request.state().name())
			.update();
	}

	/** Claims requests in the order of the queues, up to the limit. */
	public List<OutboxEntry> claim(String instanceId, List<RequestQueue> queues, int limit) throws SQLException {
		Dialect dialect = this.session.dialect();
		String sql = CLAIM.formatted(dialect.inSubquery(CLAIMABLE.formatted(dialect.skipLockedClause())));
		List<OutboxEntry> claimed = new ArrayList<>();
		for (RequestQueue queue : queues) {
			if (claimed.size() < limit) {
				claimed.addAll(prepare(sql).add(instanceId)
					.add(queue.operation())
					.add(queue.lane().name())
					.add(this.now)
					.add(limit - claimed.size())
					.list(RowMappers::outboxEntry));
			}
		}
		return claimed;
	}

	/** Makes the requests claimable that an instance accepted between two times. */
	public int releaseAccepted(String instanceId, Instant first, Instant last) throws SQLException {
		return prepare(RELEASE_ACCEPTED).add(this.now).add(instanceId).add(first).add(last).update();
	}

	/**
	 * Makes an attempt claimable after a delay, unless it is no longer current or was
	 * published again since.
	 * @param lane the lane of the queue to publish to, null for that of the last publish
	 */
	public Optional<StoredRequest> republish(InFlightRequest attempt, @Nullable Lane lane, Duration delay)
			throws SQLException {
		String laneName = (lane != null) ? lane.name() : null;
		return prepare(REPUBLISH).add(this.now)
			.add(this.now + LedgerTime.toMicros(delay))
			.add(this.now)
			.add(laneName)
			.add(attempt.id())
			.add(attempt.attempt())
			.add(attempt.sentAt())
			.add(attempt.republished())
			.first(RowMappers::storedRequest);
	}

	private BoundStatement prepare(String sql) throws SQLException {
		return new BoundStatement(this.session, sql);
	}

}
