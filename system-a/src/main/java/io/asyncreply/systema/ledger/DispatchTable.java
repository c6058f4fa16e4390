package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.asyncreply.messages.Request;

/**
 * Between the ledger and the exchange: which rows are in whose hands, and which were
 * sent.
 */
final class DispatchTable {

	private static final String SENT = "update request set version = version + 1, updated_at = ?, "
			+ "state = case state when 'ACCEPTED' then 'QUEUED' else state end, sent_at = ?, sent_lane = ? "
			+ "where id = ? and attempt = ? and " + Rows.NOT_ENDED + " returning " + Rows.ENTRY;

	private static final RowChange SENT_AS_KNOWN = RowChange.update(
			"request set version = request.version + 1, updated_at = {now bigint}, state = {state text}, "
					+ "sent_at = {sent_at bigint}, sent_lane = {sent_lane text}",
			"request.id = {id text}", "request.version = {version integer}");

	private static final String POSTPONE = "update request set dispatch_at = ? "
			+ "where id = ? and attempt = ? and state = ? and dispatch_at is null";

	/** Whom others claim at this moment is left to them. */
	private static final String CLAIM = "update request set dispatch_at = null, instance = ? where id %s returning "
			+ Rows.UNSENT;

	private static final String CLAIMABLE = "select id from request where operation = ? and lane = ? "
			+ "and dispatch_at is not null and dispatch_at <= ? order by dispatch_at limit ? %s";

	private static final String RELEASE = "update request set dispatch_at = ? where " + Rows.IN_HAND
			+ " and instance = ? and accepted_at between ? and ?";

	private static final String REDRIVE = "update request set dispatch_at = ? "
			+ "where id = ? and attempt = ? and sent_at = ? and dispatch_at is null and " + Rows.NOT_ENDED;

	/** Further than ACCEPTED, so that it is no first delivery any more. */
	private static final String RESEND = "update request set version = version + 1, updated_at = ?, dispatch_at = ?, "
			+ "state = case state when 'ACCEPTED' then 'QUEUED' else state end, "
			+ "sent_at = coalesce(sent_at, ?), sent_lane = coalesce(sent_lane, lane) "
			+ "where id = ? and attempt = ? and dispatch_at is null and " + Rows.NOT_ENDED + " returning " + Rows.ENTRY;

	private final LedgerSession session;

	private final long now;

	/**
	 * Makes the table as one transaction sees it.
	 * @param session where the transaction runs
	 * @param now the time of the transaction in microseconds
	 */
	DispatchTable(LedgerSession session, long now) {
		this.session = session;
		this.now = now;
	}

	/**
	 * Writes that the broker has taken an attempt.
	 * @param mark what it took
	 * @param changed hears of the row if that changes it, at the end of the transaction
	 * at the latest
	 */
	void sent(SentMarks.Sent mark, Consumer<Entry> changed) throws SQLException {
		Entry row = mark.row();
		if (row == null) {
			sentNow(mark).ifPresent(changed);
			return;
		}
		Entry next = row.sent(Rows.instant(this.now), mark);
		this.session.later(SENT_AS_KNOWN)
			.add(this.now)
			.add(next.state().name())
			.add(mark)
			.add(mark.id())
			.add(row.version())
			.later((written) -> (written ? Optional.of(next) : sentNow(mark)).ifPresent(changed));
	}

	private Optional<Entry> sentNow(SentMarks.Sent mark) throws SQLException {
		return prepare(SENT).add(this.now).add(mark).add(mark.id()).add(mark.attempt()).entry();
	}

	/** Gives a request that nobody works on back until it may be claimed again. */
	int postpone(Unsent request, Duration delay) throws SQLException {
		return prepare(POSTPONE).add(this.now + Rows.micros(delay))
			.add(request.id())
			.add(request.attempt())
			.add(request.state().name())
			.update();
	}

	/** Fills the page in the order of the queues. */
	List<Unsent> claim(String instance, List<Destination> destinations, int limit) throws SQLException {
		Dialect dialect = this.session.dialect();
		String claim = CLAIM.formatted(dialect.oneOf(CLAIMABLE.formatted(dialect.skipLocked())));
		List<Unsent> claimed = new ArrayList<>();
		for (Destination destination : destinations) {
			if (claimed.size() < limit) {
				claimed.addAll(prepare(claim).add(instance)
					.add(destination.operation())
					.add(destination.lane().name())
					.add(this.now)
					.add(limit - claimed.size())
					.list(Rows::unsent));
			}
		}
		return claimed;
	}

	/**
	 * Makes what an instance accepted in this span of time claimable, the ends included.
	 */
	int release(String instance, Instant first, Instant last) throws SQLException {
		return prepare(RELEASE).add(this.now).add(instance).add(first).add(last).update();
	}

	/** Makes what the broker has lost claimable, unless it was touched since. */
	int redrive(Unanswered lost) throws SQLException {
		return prepare(REDRIVE).add(this.now).add(lost.id()).add(lost.attempt()).add(lost.sentAt()).update();
	}

	/** Makes claimable what a queue took and gave up, unless it has gone on since. */
	Optional<Entry> resend(Request givenUp) throws SQLException {
		return prepare(RESEND).add(this.now)
			.add(this.now)
			.add(this.now)
			.add(givenUp.id())
			.add(givenUp.attempt())
			.entry();
	}

	private Parameters prepare(String sql) throws SQLException {
		return new Parameters(this.session, sql);
	}

}
