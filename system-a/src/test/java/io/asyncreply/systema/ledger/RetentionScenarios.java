package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.NewRequest.IdempotencyData;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.model.TransitionResult.Unchanged;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How requests are erased and purged.
 */
interface RetentionScenarios extends LedgerFixtureProvider {

	@Test
	default void remembersErasedRequest() {
		NewRequest request = fixture().request(new IdempotencyData("key", "abc"));
		fixture().accept(request);
		assertThat(fixture().erase(request.id())).contains(new Unchanged(RequestState.ACCEPTED));
		fixture().succeed(request.id(), 1);
		assertThat(fixture().erase(request.id())).isEmpty();
		assertThat(fixture().ledger.find(LedgerFixture.OWNER, request.id())).isEmpty();
		assertThat(fixture().ledger.isPurged(LedgerFixture.OWNER, request.id())).isTrue();
		assertThat(fixture().ledger.isPurged("another caller", request.id())).isFalse();
		assertThat(fixture().erase(request.id())).contains(new TransitionResult.Purged());
		assertThat(fixture().cancel(request.id())).isEqualTo(new TransitionResult.Purged());
		assertThat(fixture().succeed(request.id(), 1)).isEqualTo(new TransitionResult.Purged());
		assertThat(fixture().accept(fixture().request(new IdempotencyData("key", "def"))))
			.isInstanceOf(AcceptResult.Accepted.class);
	}

	@Test
	default void purgesAndForgetsOldRequests() {
		fixture().restart(Map.of("asyncreply.retention.requests", "1h", "asyncreply.retention.tombstones", "2h",
				"asyncreply.retention.pause", "1h"));
		RequestId open = RequestId.generate(fixture().clock);
		fixture().accept(fixture().requestWithDeadline(fixture().clock.instant().plus(Duration.ofDays(1)), open));
		List<NewRequest> requests = Stream.generate(fixture()::request).limit(1_200).toList();
		requests.stream().map(fixture().ledger::accept).toList().forEach(LedgerFixture::join);
		List<RequestId> ended = requests.stream().map(NewRequest::id).toList();
		ended.forEach((id) -> fixture().succeed(id, 1));
		fixture().clock.advance(Duration.ofMinutes(59));
		fixture().purge();
		assertThat(fixture().list(RequestState.SUCCEEDED, null)).hasSize(1_000);
		fixture().clock.advance(Duration.ofMinutes(2));
		RequestId recent = fixture().accept();
		fixture().succeed(recent, 1);
		fixture().purge();
		assertThat(fixture().list(null, null)).containsExactlyInAnyOrder(open, recent);
		assertThat(ended).allMatch((id) -> fixture().ledger.isPurged(LedgerFixture.OWNER, id));
		fixture().clock.advance(Duration.ofHours(2));
		fixture().purge();
		assertThat(ended).noneMatch((id) -> fixture().ledger.isPurged(LedgerFixture.OWNER, id));
		assertThat(fixture().find(open).state()).isEqualTo(RequestState.ACCEPTED);
	}

}
