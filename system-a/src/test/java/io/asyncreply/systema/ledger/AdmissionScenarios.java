package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.admission.TooManyOpenRequestsException;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.NewRequest.IdempotencyData;
import io.asyncreply.systema.ledger.model.TransitionResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the ledger promises to those whom it does not let in.
 */
interface AdmissionScenarios extends LedgerFixtureProvider {

	Map<String, Object> SHARE_OF_TWO = Map.of("asyncreply.ledger.backlog-per-caller", "2");

	@Test
	default void callerWithItsShareIsRefusedUntilOneEndsAndOthersAreNot() {
		fixture().restart(SHARE_OF_TWO);
		RequestId first = fixture().accept();
		fixture().accept();
		assertRefused(fixture().request(), TooManyOpenRequestsException.class);
		NewRequest own = fixture().request();
		fixture().accept(new NewRequest(own.id(), "somebody else", own.operation(), own.lane(), own.payload(),
				own.deadline(), null, null));
		fixture().succeed(first, 1);
		fixture().accept();
		assertRefused(fixture().request(), TooManyOpenRequestsException.class);
		assertThat(fixture().list(null, null)).hasSize(3);
		assertThat(fixture().refused("too-many-open")).isEqualTo(2);
	}

	@Test
	default void sharesAreKnownInTheNextRun() {
		RequestId first = fixture().accept();
		fixture().accept();
		fixture().restart(SHARE_OF_TWO);
		assertRefused(fixture().request(), TooManyOpenRequestsException.class);
		fixture().cancel(first);
		fixture().accept();
	}

	@Test
	default void manyAtOnceGetNoMoreThanTheShare() {
		fixture().restart(Map.of("asyncreply.ledger.backlog-per-caller", "10"));
		List<CompletableFuture<AcceptResult>> acceptances = Stream.generate(fixture()::request)
			.limit(300)
			.map(fixture().ledger::accept)
			.toList();
		acceptances.forEach((acceptance) -> acceptance.exceptionally((failure) -> new AcceptResult.KeyReused()).join());
		assertThat(fixture().list(null, null)).hasSize(10);
		assertThat(fixture().refused("too-many-open")).isEqualTo(290);
	}

	@Test
	default void repetitionTakesNoShare() {
		fixture().restart(SHARE_OF_TWO);
		fixture().accept(fixture().request(new IdempotencyData("key", "abc")));
		fixture().accept(fixture().request(new IdempotencyData("key", "abc")));
		fixture().accept(fixture().request(new IdempotencyData("key", "def")));
		fixture().accept();
		assertRefused(fixture().request(), TooManyOpenRequestsException.class);
	}

	@Test
	default void retryByHandTakesAShare() {
		RequestId failed = fixture().accept();
		fixture().fail(failed, 1);
		fixture().restart(SHARE_OF_TWO);
		fixture().accept();
		RequestId second = fixture().accept();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> fixture().reopen(failed))
			.withCauseInstanceOf(TooManyOpenRequestsException.class);
		fixture().succeed(second, 1);
		assertThat(fixture().reopen(failed)).isInstanceOf(TransitionResult.Changed.class);
		assertRefused(fixture().request(), TooManyOpenRequestsException.class);
	}

	@Test
	default void refusedRequestIsNotStoredAndCounted() {
		fixture().admission = AdmissionScenarios::refuse;
		assertRefused(fixture().request(), TestRejectedException.class);
		assertRefused(fixture().request(new IdempotencyData("key", "abc")), TestRejectedException.class);
		assertThat(fixture().list(null, null)).isEmpty();
		assertThat(fixture().ledger.countOpen()).isZero();
		assertThat(fixture().outlet.taken()).isEmpty();
		assertThat(fixture().refused("unwelcome")).isEqualTo(2);
	}

	@Test
	default void repetitionIsNeverRefused() {
		fixture().restart(Map.of("asyncreply.ledger.backlog", "1"));
		NewRequest first = fixture().request(new IdempotencyData("key", "abc"));
		CompletableFuture<AcceptResult> committing = fixture().ledger.accept(first);
		assertRepeats(first);
		fixture().restart(SHARE_OF_TWO);
		fixture().accept();
		assertRepeats(first);
		fixture().admission = AdmissionScenarios::refuse;
		assertRepeats(first);
		fixture().clock.advance(Duration.ofHours(1));
		fixture().expire();
		assertRepeats(first);
		assertThat(fixture().accept(fixture().request(new IdempotencyData("key", "def"))))
			.isEqualTo(new AcceptResult.KeyReused());
		assertThat(committing).isCompletedWithValueMatching(AcceptResult.Accepted.class::isInstance);
		assertThat(fixture().refused("unwelcome")).isZero();
	}

	private void assertRepeats(NewRequest first) {
		AcceptResult repeated = fixture().accept(fixture().request(first.idempotency()));
		assertThat(repeated).isEqualTo(new AcceptResult.Repeated(fixture().find(first.id())));
	}

	private void assertRefused(NewRequest request, Class<? extends RequestRejectedException> why) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> fixture().accept(request))
			.withCauseInstanceOf(why);
		assertThat(fixture().ledger.find(request.owner(), request.id())).isEmpty();
	}

	private static void refuse(NewRequest request) {
		throw new TestRejectedException();
	}

	/**
	 * Says no to everybody.
	 */
	final class TestRejectedException extends RequestRejectedException {

		private static final long serialVersionUID = 1L;

		TestRejectedException() {
			super("Not today");
		}

		@Override
		public String reason() {
			return "unwelcome";
		}

	}

}
