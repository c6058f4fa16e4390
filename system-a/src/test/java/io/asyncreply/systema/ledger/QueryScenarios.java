package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.RequestState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How callers find and list requests.
 */
interface QueryScenarios extends LedgerFixtureProvider {

	@Test
	default void hidesRequestFromOtherOwners() {
		RequestId id = fixture().accept();
		assertThat(fixture().ledger.find("another caller", id)).isEmpty();
	}

	@Test
	default void listsNewestFirstWithPagesAndFilters() {
		List<RequestId> ids = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			ids.add(fixture().accept());
			fixture().clock.advance(Duration.ofMillis(2));
		}
		fixture().succeed(ids.get(1), 1);
		assertThat(fixture().list(null, null)).containsExactly(ids.get(4), ids.get(3), ids.get(2), ids.get(1),
				ids.get(0));
		assertThat(fixture().list(RequestState.SUCCEEDED, null)).containsExactly(ids.get(1));
		assertThat(fixture().list(null, ids.get(2))).containsExactly(ids.get(1), ids.get(0));
		assertThat(fixture().ledger.list(LedgerFixture.OWNER, new RequestFilter("other.operation", null, null, 10)))
			.isEmpty();
		assertThat(fixture().ledger.list(LedgerFixture.OWNER, new RequestFilter(null, null, null, 2))).hasSize(2);
	}

	@Test
	default void findsOldestRequestWithoutWorker() {
		assertThat(fixture().oldestWaitingSince()).isNull();
		RequestId first = fixture().accept();
		fixture().clock.advance(Duration.ofSeconds(1));
		fixture().accept();
		assertThat(fixture().oldestWaitingSince()).isEqualTo(fixture().clock.instant().minusSeconds(1));
		fixture().progress(first, 1, 0);
		assertThat(fixture().oldestWaitingSince()).isEqualTo(fixture().clock.instant());
	}

}
