package io.asyncreply.systema.ledger.dao;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.commit.SentMarkBuffer;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.Dialect;
import io.asyncreply.systema.ledger.sql.RowStatement;
import io.asyncreply.systema.ledger.sql.WriteSession;

/**
 * Between the ledger and the exchange: which rows are in whose hands, and which were
 * sent.
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

	/** Whom others claim at this moment is left to them. */
	private static final String CLAIM = "update request set dispatch_at = null, instance = ? where id %s returning "
			+ RowMappers.OUTBOX_COLUMNS;

	private static final String CLAIMABLE = "select id from request where operation = ? and lane = ? "
			+ "and dispatch_at is not null and dispatch_at <= ? order by dispatch_at limit ? %s";

	private static final String RELEASE_ACCEPTED = "update request set dispatch_at = ? where " + RowMappers.CLAIMED
			+ " and instance = ? and accepted_at between ? and ?";

	private static final String REPUBLISH_LOST = "update request set dispatch_at = ? "
			+ "where id = ? and attempt = ? and sent_at = ? and dispatch_at is null and " + RowMappers.NOT_ENDED;

	/** Further than ACCEPTED, so that it is no first delivery any more. */
	private static final String REPUBLISH_DEAD_LETTERED = "update request set version = version + 1, updated_at = ?, dispatch_at = ?, "
			+ "state = case state when 'ACCEPTED' then 'QUEUED' else state end, "
			+ "sent_at = coalesce(sent_at, ?), sent_lane = coalesce(sent_lane, lane) "
			+ "where id = ? and attempt = ? and dispatch_at is null and " + RowMappers.NOT_ENDED + " returning "
			+ RowMappers.REQUEST_COLUMNS;

	private final WriteSession session;

	private final long now;

	/**
	 * Makes the table as one transaction sees it.
	 * @param session where the transaction runs
	 * @param now the time of the transaction in microseconds
	 */
	DispatchDao(WriteSession session, long now) {
		this.session = session;
		this.now = now;
	}

	/**
	 * Writes that the broker has taken an attempt.
	 * @param sentMark what it took
	 * @param onChange hears of the row if that changes it, at the end of the transaction
	 * at the latest
	 */
	public void markSent(SentMarkBuffer.SentMark sentMark, Consumer<StoredRequest> onChange) throws SQLException {
		StoredRequest published = sentMark.request();
		if (published == null) {
			markSentImmediately(sentMark).ifPresent(onChange);
			return;
		}
		StoredRequest sent = published.sent(RowMappers.fromMicros(this.now), sentMark);
		this.session.defer(MARK_SENT_IF_UNCHANGED)
			.add(this.now)
			.add(sent.state().name())
			.add(sentMark)
			.add(sentMark.id())
			.add(published.version())
			.enqueue((updated) -> (updated ? Optional.of(sent) : markSentImmediately(sentMark)).ifPresent(onChange));
	}

	private Optional<StoredRequest> markSentImmediately(SentMarkBuffer.SentMark sentMark) throws SQLException {
		return prepare(MARK_SENT).add(this.now).add(sentMark).add(sentMark.id()).add(sentMark.attempt()).firstRequest();
	}

	/** Gives a request that nobody works on back until it may be claimed again. */
	public int postpone(OutboxEntry request, Duration delay) throws SQLException {
		return prepare(POSTPONE).add(this.now + RowMappers.toMicros(delay))
			.add(request.id())
			.add(request.attempt())
			.add(request.state().name())
			.update();
	}

	/** Fills the page in the order of the queues. */
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

	/**
	 * Makes what an instance accepted in this span of time claimable, the ends included.
	 */
	public int releaseAccepted(String instanceId, Instant first, Instant last) throws SQLException {
		return prepare(RELEASE_ACCEPTED).add(this.now).add(instanceId).add(first).add(last).update();
	}

	/** Makes what the broker has lost claimable, unless it was touched since. */
	public int republishLost(InFlightRequest lost) throws SQLException {
		return prepare(REPUBLISH_LOST).add(this.now).add(lost.id()).add(lost.attempt()).add(lost.sentAt()).update();
	}

	/** Makes claimable what a queue took and gave up, unless it has gone on since. */
	public Optional<StoredRequest> republishDeadLettered(Request deadLettered) throws SQLException {
		return prepare(REPUBLISH_DEAD_LETTERED).add(this.now)
			.add(this.now)
			.add(this.now)
			.add(deadLettered.id())
			.add(deadLettered.attempt())
			.firstRequest();
	}

	private BoundStatement prepare(String sql) throws SQLException {
		return new BoundStatement(this.session, sql);
	}

}
