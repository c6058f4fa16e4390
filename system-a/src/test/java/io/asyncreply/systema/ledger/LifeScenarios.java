package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Transition.Changed;
import io.asyncreply.systema.ledger.Transition.Unchanged;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How its owner ends a request, and gives it another life.
 */
interface LifeScenarios extends Scenarios {

	@Test
	default void cancelEndsWhatIsOpenInEveryState() {
		RequestId accepted = fixture().accept();
		RequestId queued = fixture().accept();
		fixture().sent(queued, 1);
		RequestId running = fixture().accept();
		fixture().progress(running, 1, 10);
		for (RequestId id : List.of(accepted, queued, running)) {
			assertThat(fixture().cancel(id)).isInstanceOf(Changed.class);
			assertThat(fixture().find(id)).returns(State.CANCELLED, Entry::state)
				.satisfies(
						(entry) -> assertThat(entry.error()).asString().contains("urn:asyncreply:problem:cancelled"));
			assertThat(fixture().cancel(id)).isEqualTo(new Unchanged(State.CANCELLED));
			assertThat(fixture().succeed(id, 1)).isEqualTo(new Unchanged(State.CANCELLED));
		}
		assertThat(fixture().ledger.countOpen()).isZero();
	}

	@Test
	default void onlyTheOwnerChangesARequest() {
		RequestId id = fixture().accept();
		assertThat(LedgerFixture.join(fixture().ledger.cancel("somebody else", id)))
			.isEqualTo(new Transition.Unknown());
		fixture().fail(id, 1);
		assertThat(LedgerFixture.join(fixture().ledger.reopen("somebody else", id)))
			.isEqualTo(new Transition.Unknown());
		assertThat(LedgerFixture.join(fixture().ledger.erase("somebody else", id))).contains(new Transition.Unknown());
		assertThat(fixture().find(id).state()).isEqualTo(State.FAILED);
	}

	@Test
	default void retryByHandOpensAnotherLifeWithTheSameTime() {
		RequestId id = fixture().accept();
		fixture().clock.advance(Duration.ofMinutes(1));
		fixture().expire();
		fixture().clock.advance(Duration.ofMinutes(5));
		assertThat(fixture().reopen(id)).isInstanceOf(Changed.class);
		assertThat(fixture().find(id)).returns(State.ACCEPTED, Entry::state)
			.returns(2, Entry::life)
			.returns(2, Entry::attempt)
			.returns(null, Entry::error)
			.returns(fixture().clock.instant(), (entry) -> entry.times().openedAt())
			.returns(fixture().clock.instant().minus(Duration.ofMinutes(6)), (entry) -> entry.times().acceptedAt())
			.returns(fixture().clock.instant().plus(Duration.ofMinutes(1)), (entry) -> entry.times().deadline());
		assertThat(fixture().claim()).singleElement().returns(2, Unsent::attempt);
		assertThat(fixture().ledger.countOpen()).isOne();
	}

	@Test
	default void anotherLifeHasItsRetriesAnew() {
		RequestId id = fixture().accept();
		fixture().fail(id, 1);
		fixture().reopen(id);
		assertThat(fixture().fail(id, 1)).isEqualTo(new Unchanged(State.ACCEPTED));
		fixture().stumble(id, 2);
		fixture().stumble(id, 3);
		assertThat(fixture().find(id)).returns(State.ACCEPTED, Entry::state).returns(4, Entry::attempt);
		fixture().stumble(id, 4);
		assertThat(fixture().find(id).state()).isEqualTo(State.FAILED);
	}

	@Test
	default void whatIsOpenOrSucceededIsNotRetried() {
		RequestId id = fixture().accept();
		assertThat(fixture().reopen(id)).isEqualTo(new Unchanged(State.ACCEPTED));
		fixture().succeed(id, 1);
		assertThat(fixture().reopen(id)).isEqualTo(new Unchanged(State.SUCCEEDED));
	}

	@Test
	default void fullBacklogRefusesRetriesByHandToo() {
		RequestId id = fixture().accept();
		fixture().fail(id, 1);
		fixture().restart(Map.of("asyncreply.ledger.backlog", "1"));
		fixture().accept();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> fixture().reopen(id))
			.withCauseInstanceOf(BacklogFullException.class);
	}

}
