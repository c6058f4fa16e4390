package io.asyncreply.systema.ledger.dao;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.LedgerFixture;
import io.asyncreply.systema.ledger.ManualClock;
import io.asyncreply.systema.ledger.PostgresqlDatabase;
import io.asyncreply.systema.ledger.SampleRequests;
import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.sql.WriteSession;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that two instances change at the same time on PostgreSQL.
 */
class RequestDaoIT {

	@Test
	void doesNotExpireRequestEndedByAnotherInstance() throws SQLException {
		Map<String, Object> database = PostgresqlDatabase.newDatabase();
		ManualClock clock = new ManualClock();
		try (LedgerFixture fixture = new LedgerFixture(database, clock);
				WriteSession ending = PostgresqlDatabase.openSession(database);
				WriteSession sweeping = PostgresqlDatabase.openSession(database)) {
			RequestId ended = fixture.accept();
			RequestId late = fixture.accept();
			Instant afterTheirDeadline = clock.instant().plus(Duration.ofMinutes(2));
			assertThat(new RequestDao(ending, LedgerTime.toMicros(clock.instant())).cancel(SampleRequests.OWNER, ended,
					SampleRequests.json("{}")))
				.isPresent();
			assertThat(expire(sweeping, afterTheirDeadline)).extracting(StoredRequest::id).containsExactly(late);
			ending.commit();
			assertThat(expire(sweeping, afterTheirDeadline)).isEmpty();
			sweeping.commit();
			assertThat(fixture.find(ended).state()).isEqualTo(RequestState.CANCELLED);
			assertThat(fixture.find(late).state()).isEqualTo(RequestState.EXPIRED);
		}
	}

	private static List<StoredRequest> expire(WriteSession session, Instant now) throws SQLException {
		return new RequestDao(session, LedgerTime.toMicros(now)).expire(SampleRequests.json("{}"), Duration.ZERO, 10);
	}

}
