package io.asyncreply.systema.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.admission.RequestRejectedException.RejectionReason;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.NewRequest.IdempotencyData;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * How the ledger accepts requests.
 */
interface AcceptanceScenarios extends LedgerFixtureProvider {

	@Test
	default void acceptedRequestSurvivesRestart() {
		RequestId id = fixture().accept();
		StoredRequest before = fixture().find(id);
		fixture().restart(Map.of());
		assertThat(fixture().find(id)).isEqualTo(before);
		assertThat(before.state()).isEqualTo(RequestState.ACCEPTED);
		assertThat(before.times().acceptedAt()).isEqualTo(fixture().clock.instant());
		assertThat(fixture().ledger.countOpen()).isOne();
	}

	@Test
	default void returnsSameRequestForSameKeyAndBody() {
		NewRequest first = fixture().samples.request(new IdempotencyData("key", "abc"));
		NewRequest second = fixture().samples.request(new IdempotencyData("key", "abc"));
		assertThat(fixture().accept(first)).isInstanceOf(AcceptResult.Accepted.class);
		assertThat(fixture().accept(second)).isEqualTo(new AcceptResult.Repeated(fixture().find(first.id())));
		assertThat(fixture().ledger.find(SampleRequests.OWNER, second.id())).isEmpty();
		assertThat(fixture().dispatchQueue.received()).hasSize(1);
		assertThat(fixture().dispatchQueue.released()).hasSize(1);
		assertThat(fixture().ledger.countOpen()).isOne();
	}

	@Test
	default void rejectsSameKeyWithOtherBody() {
		fixture().accept(fixture().samples.request(new IdempotencyData("key", "abc")));
		assertThat(fixture().accept(fixture().samples.request(new IdempotencyData("key", "def"))))
			.isEqualTo(new AcceptResult.KeyReused());
	}

	@Test
	default void storesOneRequestForConcurrentUsesOfOneKey() {
		List<CompletableFuture<AcceptResult>> acceptances = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			acceptances.add(fixture().ledger.accept(fixture().samples.request(new IdempotencyData("key", "abc"))));
		}
		assertThat(acceptances.stream().map(LedgerFixture::join).filter(AcceptResult.Accepted.class::isInstance))
			.hasSize(1);
		assertThat(fixture().list(null, null)).hasSize(1);
	}

	@Test
	default void invalidRowFailsAlone() {
		RequestId existing = fixture().accept();
		List<CompletableFuture<AcceptResult>> good = new ArrayList<>();
		CompletableFuture<AcceptResult> bad = null;
		for (int i = 0; i < 200; i++) {
			good.add(fixture().ledger.accept(fixture().samples.request()));
			if (i == 100) {
				bad = fixture().ledger.accept(fixture().samples.request(existing, null));
			}
		}
		CompletableFuture<AcceptResult> rejected = bad;
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> LedgerFixture.join(rejected))
			.withCauseInstanceOf(LedgerUnavailableException.class);
		assertThat(good.stream().map(LedgerFixture::join)).hasSize(200)
			.allMatch(AcceptResult.Accepted.class::isInstance);
		assertThat(fixture().list(null, null)).hasSize(201);
		assertThat(fixture().ledger.countOpen()).isEqualTo(201);
	}

	@Test
	default void slowCallbackDoesNotDelayNextCommit() {
		CompletableFuture<Void> released = new CompletableFuture<>();
		fixture().listener = (stored) -> released.join();
		CompletableFuture<AcceptResult> first = acceptOnThreadOfItsOwn(fixture().samples.request());
		NewRequest next = fixture().samples.request();
		CompletableFuture<AcceptResult> second = acceptOnThreadOfItsOwn(next);
		await().until(() -> fixture().ledger.find(SampleRequests.OWNER, next.id()).isPresent());
		assertThat(first).isNotDone();
		assertThat(second).isNotDone();
		released.complete(null);
		assertThat(LedgerFixture.join(second)).isInstanceOf(AcceptResult.Accepted.class);
	}

	/** The callback of a quick commit runs on the thread that accepts. */
	private CompletableFuture<AcceptResult> acceptOnThreadOfItsOwn(NewRequest request) {
		return CompletableFuture.supplyAsync(() -> fixture().ledger.accept(request), (task) -> new Thread(task).start())
			.thenCompose(Function.identity());
	}

	@Test
	default void notifiesListenerInOrder() {
		List<NewRequest> requests = Stream.generate(() -> fixture().samples.request()).limit(2_000).toList();
		requests.stream().map(fixture().ledger::accept).toList().forEach(LedgerFixture::join);
		assertThat(fixture().changes).extracting(StoredRequest::id)
			.containsExactlyElementsOf(requests.stream().map(NewRequest::id).toList());
	}

	@Test
	default void rejectsRequestsWhileBacklogIsFull() {
		fixture().restart(Map.of("asyncreply.ledger.max-open-requests", "2"));
		RequestId first = fixture().accept();
		fixture().accept();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> fixture().accept())
			.satisfies((failure) -> AdmissionScenarios.assertReason(failure, RejectionReason.BACKLOG_FULL));
		fixture().succeed(first, 1);
		fixture().accept();
		assertThat(fixture().list(null, null)).hasSize(3);
	}

	@Test
	default void rejectsRequestsBeyondUncommittedBytes() {
		fixture().restart(Map.of("asyncreply.ledger.uncommitted", "100B"));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> fixture().accept())
			.withCauseInstanceOf(LedgerUnavailableException.class);
		assertThat(fixture().list(null, null)).isEmpty();
	}

}
