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

	private static final String SENT = "update request set version = version + 1, updated_at = ?, "
			+ "state = case state when 'ACCEPTED' then 'QUEUED' else state end, sent_at = ?, sent_lane = ? "
			+ "where id = ? and attempt = ? and " + RowMappers.NOT_ENDED + " returning " + RowMappers.ENTRY;

	private static final RowStatement SENT_AS_KNOWN = RowStatement.update(
			"request set version = request.version + 1, updated_at = {now bigint}, state = {state text}, "
					+ "sent_at = {sent_at bigint}, sent_lane = {sent_lane text}",
			"request.id = {id text}", "request.version = {version integer}");

	private static final String POSTPONE = "update request set dispatch_at = ? "
			+ "where id = ? and attempt = ? and state = ? and dispatch_at is null";

	/** Whom others claim at this moment is left to them. */
	private static final String CLAIM = "update request set dispatch_at = null, instance = ? where id %s returning "
			+ RowMappers.UNSENT;

	private static final String CLAIMABLE = "select id from request where operation = ? and lane = ? "
			+ "and dispatch_at is not null and dispatch_at <= ? order by dispatch_at limit ? %s";

	private static final String RELEASE = "update request set dispatch_at = ? where " + RowMappers.IN_HAND
			+ " and instance = ? and accepted_at between ? and ?";

	private static final String REDRIVE = "update request set dispatch_at = ? "
			+ "where id = ? and attempt = ? and sent_at = ? and dispatch_at is null and " + RowMappers.NOT_ENDED;

	/** Further than ACCEPTED, so that it is no first delivery any more. */
	private static final String RESEND = "update request set version = version + 1, updated_at = ?, dispatch_at = ?, "
			+ "state = case state when 'ACCEPTED' then 'QUEUED' else state end, "
			+ "sent_at = coalesce(sent_at, ?), sent_lane = coalesce(sent_lane, lane) "
			+ "where id = ? and attempt = ? and dispatch_at is null and " + RowMappers.NOT_ENDED + " returning "
			+ RowMappers.ENTRY;

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
	 * @param mark what it took
	 * @param changed hears of the row if that changes it, at the end of the transaction
	 * at the latest
	 */
	public void sent(SentMarkBuffer.SentMark mark, Consumer<StoredRequest> changed) throws SQLException {
		StoredRequest row = mark.row();
		if (row == null) {
			sentNow(mark).ifPresent(changed);
			return;
		}
		StoredRequest next = row.sent(RowMappers.instant(this.now), mark);
		this.session.later(SENT_AS_KNOWN)
			.add(this.now)
			.add(next.state().name())
			.add(mark)
			.add(mark.id())
			.add(row.version())
			.later((written) -> (written ? Optional.of(next) : sentNow(mark)).ifPresent(changed));
	}

	private Optional<StoredRequest> sentNow(SentMarkBuffer.SentMark mark) throws SQLException {
		return prepare(SENT).add(this.now).add(mark).add(mark.id()).add(mark.attempt()).entry();
	}

	/** Gives a request that nobody works on back until it may be claimed again. */
	public int postpone(OutboxEntry request, Duration delay) throws SQLException {
		return prepare(POSTPONE).add(this.now + RowMappers.micros(delay))
			.add(request.id())
			.add(request.attempt())
			.add(request.state().name())
			.update();
	}

	/** Fills the page in the order of the queues. */
	public List<OutboxEntry> claim(String instance, List<RequestQueue> destinations, int limit) throws SQLException {
		Dialect dialect = this.session.dialect();
		String claim = CLAIM.formatted(dialect.oneOf(CLAIMABLE.formatted(dialect.skipLocked())));
		List<OutboxEntry> claimed = new ArrayList<>();
		for (RequestQueue destination : destinations) {
			if (claimed.size() < limit) {
				claimed.addAll(prepare(claim).add(instance)
					.add(destination.operation())
					.add(destination.lane().name())
					.add(this.now)
					.add(limit - claimed.size())
					.list(RowMappers::unsent));
			}
		}
		return claimed;
	}

	/**
	 * Makes what an instance accepted in this span of time claimable, the ends included.
	 */
	public int release(String instance, Instant first, Instant last) throws SQLException {
		return prepare(RELEASE).add(this.now).add(instance).add(first).add(last).update();
	}

	/** Makes what the broker has lost claimable, unless it was touched since. */
	public int redrive(InFlightRequest lost) throws SQLException {
		return prepare(REDRIVE).add(this.now).add(lost.id()).add(lost.attempt()).add(lost.sentAt()).update();
	}

	/** Makes claimable what a queue took and gave up, unless it has gone on since. */
	public Optional<StoredRequest> resend(Request givenUp) throws SQLException {
		return prepare(RESEND).add(this.now)
			.add(this.now)
			.add(this.now)
			.add(givenUp.id())
			.add(givenUp.attempt())
			.entry();
	}

	private BoundStatement prepare(String sql) throws SQLException {
		return new BoundStatement(this.session, sql);
	}

}
