package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.batch.BatchUpload;
import io.asyncreply.systema.ledger.batch.UploadStart;
import io.asyncreply.systema.ledger.batch.UploadSupersededException;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.IdempotencyConflictException;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.junit.jupiter.api.Test;

import static io.asyncreply.systema.ledger.LedgerFixture.join;
import static io.asyncreply.systema.ledger.SampleRequests.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * How the ledger stores, repeats and purges uploads.
 */
public interface BatchScenarios extends LedgerFixtureProvider {

	@Test
	default void storesAndReadsLinesInOrder() {
		BatchUpload upload = fixture().upload(null);
		List<RequestId> ids = LongStream.rangeClosed(1, 1_000).mapToObj((line) -> add(upload, line * 2, "x")).toList();
		complete(upload, 1_010, 10);
		List<Batch.BatchLine> lines = new ArrayList<>(fixture().batchLedger.readLines(upload.batch(), 0));
		assertThat(lines).hasSizeBetween(2, 999);
		List<Batch.BatchLine> page;
		do {
			page = fixture().batchLedger.readLines(upload.batch(), lines.get(lines.size() - 1).number());
			lines.addAll(page);
		}
		while (!page.isEmpty());
		assertThat(lines).extracting((line) -> line.request().id()).containsExactlyElementsOf(ids);
		assertThat(lines).extracting(Batch.BatchLine::number)
			.containsExactlyElementsOf(LongStream.rangeClosed(1, 1_000).mapToObj((line) -> line * 2).toList());
		assertThat(fixture().find(upload)).returns(Batch.UploadState.COMPLETE, Batch::uploadState)
			.returns(1_010L, (batch) -> batch.progress().lines())
			.returns(10L, (batch) -> batch.progress().refused());
	}

	@Test
	default void returnsLargeResultsInSmallPages() {
		BatchUpload upload = fixture().upload(null);
		List<RequestId> ids = LongStream.rangeClosed(1, 3).mapToObj((line) -> add(upload, line, "x")).toList();
		complete(upload, 3, 0);
		ids.forEach((id) -> fixture().succeed(id, 1, json("\"" + "x".repeat(200_000) + "\"")));
		assertThat(fixture().batchLedger.readLines(upload.batch(), 0)).extracting(Batch.BatchLine::number)
			.containsExactly(1L);
		assertThat(fixture().batchLedger.readLines(upload.batch(), 1)).extracting(Batch.BatchLine::number)
			.containsExactly(2L);
	}

	@Test
	default void countsRequestsByState() {
		BatchUpload upload = fixture().upload(null);
		List<RequestId> ids = LongStream.rangeClosed(1, 5).mapToObj((line) -> add(upload, line, "x")).toList();
		complete(upload, 5, 0);
		fixture().accept();
		fixture().confirmPublish(ids.get(0), 1);
		fixture().progress(ids.get(1), 1, 10);
		fixture().succeed(ids.get(4), 1);
		assertThat(count(upload)).isEqualTo(Map.of(RequestState.ACCEPTED, 2L, RequestState.QUEUED, 1L,
				RequestState.RUNNING, 1L, RequestState.SUCCEEDED, 1L));
		assertThat(fixture().batchLedger.findLastOpen(upload.batch())).extracting(StoredRequest::id)
			.containsExactly(ids.get(3), ids.get(0), ids.get(1));
	}

	@Test
	default void dispatchesLinesAndNotifiesListener() {
		BatchUpload upload = fixture().upload(null);
		RequestId id = add(upload, 1, "x");
		assertThat(fixture().dispatchQueue.received()).isEmpty();
		complete(upload, 1, 0);
		assertThat(fixture().dispatchQueue.received()).singleElement().returns(id, OutboxEntry::id);
		assertThat(fixture().changes).singleElement().returns(id, StoredRequest::id);
		assertThat(fixture().ledger.countOpen()).isOne();
	}

	@Test
	default void marksInterruptedUploadAsBroken() {
		BatchUpload upload = fixture().upload(null);
		add(upload, 1, "x");
		join(upload.store(new Batch.BatchProgress(2, 1, json("[1]"))));
		add(upload, 3, "x");
		assertThat(fixture().find(upload)).returns(Batch.UploadState.RECEIVING, Batch::uploadState)
			.returns(new Batch.BatchProgress(2, 1, json("[1]")), Batch::progress);
		upload.abort();
		await().untilAsserted(
				() -> assertThat(fixture().find(upload)).returns(Batch.UploadState.BROKEN, Batch::uploadState));
		assertThat(count(upload)).isEqualTo(Map.of(RequestState.ACCEPTED, 1L));
		assertThat(fixture().ledger.countOpen()).isOne();
	}

	@Test
	default void marksUploadOfEarlierRunAsBroken() {
		BatchUpload upload = fixture().upload(null);
		fixture().restart(Map.of());
		assertThat(fixture().find(upload)).returns(Batch.UploadState.BROKEN, Batch::uploadState);
	}

	@Test
	default void repeatedUploadStoresOnlyMissingLines() {
		BatchUpload first = fixture().upload("key");
		List<RequestId> ids = LongStream.rangeClosed(1, 1_200)
			.mapToObj((line) -> add(first, line, "a" + line))
			.toList();
		complete(first, 1_200, 0, null);
		BatchUpload broken = fixture().upload("broken");
		LongStream.rangeClosed(1, 1_200)
			.filter((line) -> line % 3 > 0)
			.forEach((line) -> add(broken, line, "a" + line));
		join(broken.store(new Batch.BatchProgress(1_200, 400, null)));
		broken.abort();
		BatchUpload repeated = fixture().upload("broken");
		assertThat(repeated.batch()).isEqualTo(broken.batch()).isNotEqualTo(first.batch());
		assertThat(LongStream.rangeClosed(1, 1_300).filter((line) -> isAdded(repeated, line, "a" + line)).count())
			.isEqualTo(500);
		complete(repeated, 1_300, 0);
		assertThat(count(repeated)).isEqualTo(Map.of(RequestState.ACCEPTED, 1_300L));
		assertThat(count(first)).isEqualTo(Map.of(RequestState.ACCEPTED, (long) ids.size()));
	}

	@Test
	default void rejectsUploadOfOtherBodyUnderSameKey() {
		BatchUpload broken = fixture().upload("key");
		add(broken, 1, "a");
		add(broken, 2, "b");
		join(broken.store(new Batch.BatchProgress(2, 0, null)));
		BatchUpload other = fixture().upload("key");
		assertThat(isAdded(other, 1, "a")).isFalse();
		assertThatExceptionOfType(IdempotencyConflictException.class).isThrownBy(() -> isAdded(other, 2, "c"));
		BatchUpload shorter = fixture().upload("key");
		assertThat(isAdded(shorter, 1, "a")).isFalse();
		assertThatExceptionOfType(IdempotencyConflictException.class)
			.isThrownBy(() -> shorter.complete(new Batch.BatchProgress(1, 0, null), "body"));
	}

	@Test
	default void returnsCompletedUploadInsteadOfStoringAgain() {
		BatchUpload upload = fixture().upload("key");
		add(upload, 1, "a");
		complete(upload, 1, 0);
		Batch.BatchDraft repeated = new Batch.BatchDraft(RequestId.generate(fixture().clock), SampleRequests.OWNER,
				"key");
		assertThat(join(fixture().batchLedger.startUpload(repeated)))
			.isEqualTo(new UploadStart.AlreadyCompleted(upload.batch(), "body"));
		Batch.BatchDraft foreignBatch = new Batch.BatchDraft(RequestId.generate(fixture().clock), "another caller",
				"key");
		assertThat(join(fixture().batchLedger.startUpload(foreignBatch))).isInstanceOf(UploadStart.Started.class);
	}

	@Test
	default void laterUploadSupersedesEarlierUpload() {
		BatchUpload earlier = fixture().upload("key");
		add(earlier, 1, "a");
		BatchUpload later = fixture().upload("key");
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> join(earlier.store(new Batch.BatchProgress(1, 0, null))))
			.withCauseInstanceOf(UploadSupersededException.class);
		earlier.abort();
		add(later, 1, "a");
		join(later.store(new Batch.BatchProgress(1, 0, null)));
		assertThat(fixture().find(later)).returns(Batch.UploadState.RECEIVING, Batch::uploadState);
		join(later.complete(new Batch.BatchProgress(1, 0, null), "body"));
		assertThat(count(later)).isEqualTo(Map.of(RequestState.ACCEPTED, 1L));
		assertThat(fixture().ledger.countOpen()).isOne();
	}

	@Test
	default void rejectsLineAtFullBacklogAndReleasesReservations() {
		fixture().restart(Map.of("asyncreply.ledger.max-open-requests", "3"));
		BatchUpload upload = fixture().upload(null);
		add(upload, 1, "x");
		add(upload, 2, "x");
		join(upload.store(new Batch.BatchProgress(2, 0, null)));
		RequestId last = fixture().accept();
		assertThatExceptionOfType(RequestRejectedException.class).isThrownBy(() -> add(upload, 3, "x"));
		fixture().succeed(last, 1);
		add(upload, 3, "x");
		upload.abort();
		fixture().accept();
		assertThat(fixture().countRejected("backlog-full")).isOne();
		assertThat(count(upload)).isEqualTo(Map.of(RequestState.ACCEPTED, 2L));
	}

	@Test
	default void hidesBatchFromOtherOwners() {
		BatchUpload upload = fixture().upload(null);
		assertThat(fixture().batchLedger.find("another caller", upload.batch())).isEmpty();
	}

	@Test
	default void purgesBatchWithItsLastRequest() {
		fixture().restart(Map.of("asyncreply.retention.requests", "1h", "asyncreply.retention.pause", "1h"));
		BatchUpload upload = fixture().upload("key");
		RequestId early = add(upload, 1, "x");
		RequestId late = add(upload, 2, "y");
		complete(upload, 2, 0);
		BatchUpload receiving = fixture().upload("other");
		fixture().succeed(early, 1);
		fixture().clock.advance(Duration.ofSeconds(40));
		fixture().succeed(late, 1);
		fixture().clock.advance(Duration.ofMinutes(60).minusSeconds(30));
		fixture().purge();
		assertThat(count(upload)).isEqualTo(Map.of(RequestState.SUCCEEDED, 1L));
		assertThat(fixture().find(upload)).returns(Batch.UploadState.COMPLETE, Batch::uploadState);
		fixture().clock.advance(Duration.ofMinutes(1));
		fixture().purge();
		assertThat(fixture().batchLedger.find(SampleRequests.OWNER, upload.batch())).isEmpty();
		assertThat(fixture().ledger.isPurged(SampleRequests.OWNER, upload.batch())).isTrue();
		assertThat(fixture().find(receiving)).returns(Batch.UploadState.RECEIVING, Batch::uploadState);
	}

	private Map<RequestState, Long> count(BatchUpload upload) {
		return fixture().batchLedger.countByState(fixture().find(upload));
	}

	private RequestId add(BatchUpload upload, long line, String fingerprint) {
		NewRequest request = fixture().samples.request();
		assertThat(upload.add(line, fingerprint, request)).isTrue();
		return request.id();
	}

	private boolean isAdded(BatchUpload upload, long line, String fingerprint) {
		return upload.add(line, fingerprint, fixture().samples.request());
	}

	private static void complete(BatchUpload upload, long lines, long refused) {
		complete(upload, lines, refused, "body");
	}

	private static void complete(BatchUpload upload, long lines, long refused, String fingerprint) {
		join(upload.store(new Batch.BatchProgress(lines, refused, null)));
		join(upload.complete(new Batch.BatchProgress(lines, refused, null), fingerprint));
	}

}
