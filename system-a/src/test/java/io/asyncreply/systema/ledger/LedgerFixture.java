package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.batch.BatchUpload;
import io.asyncreply.systema.ledger.batch.UploadStart;
import io.asyncreply.systema.ledger.commit.SentMarkBuffer;
import io.asyncreply.systema.ledger.maintenance.LedgerSweeper;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;

/**
 * A run of the ledger, and what its users do: accept, claim, record, read and purge.
 */
public final class LedgerFixture extends LedgerRun {

	public static final List<RequestQueue> QUEUES = List.of(new RequestQueue("text.process", Lane.INTERACTIVE),
			new RequestQueue("text.process", Lane.BULK));

	private static final Problem PROBLEM = Problem.of("broken", "Broken", null);

	public final SampleRequests samples;

	public LedgerFixture(Map<String, Object> properties, ManualClock clock) {
		super(properties, clock);
		this.samples = new SampleRequests(clock);
	}

	public RequestId accept() {
		NewRequest request = this.samples.request();
		accept(request);
		return request.id();
	}

	/** Accepts requests in few commits. */
	List<RequestId> accept(List<NewRequest> requests) {
		List<CompletableFuture<AcceptResult>> accepted = requests.stream().map(this.ledger::accept).toList();
		accepted.forEach(LedgerFixture::join);
		return requests.stream().map(NewRequest::id).toList();
	}

	public AcceptResult accept(NewRequest request) {
		return join(this.ledger.accept(request));
	}

	/** Starts an upload of a batch that is not complete. */
	public BatchUpload upload(String key) {
		Batch.BatchDraft batch = new Batch.BatchDraft(RequestId.generate(this.clock), SampleRequests.OWNER, key);
		return ((UploadStart.Started) join(this.batchLedger.startUpload(batch))).upload();
	}

	public Batch find(BatchUpload upload) {
		return this.batchLedger.find(SampleRequests.OWNER, upload.batch()).orElseThrow();
	}

	public TransitionResult succeed(RequestId id, int attempt) {
		return succeed(id, attempt, SampleRequests.json("{\"text\":\"done\"}"));
	}

	public TransitionResult succeed(RequestId id, int attempt, RawJson result) {
		Reply.Timings replyTimings = new Reply.Timings(Duration.ofMillis(1), Duration.ofMillis(20));
		return record(id, attempt, new Reply.Succeeded(result, replyTimings));
	}

	TransitionResult fail(RequestId id, int attempt) {
		return record(id, attempt, new Reply.Failed(PROBLEM, false, Reply.Timings.NONE));
	}

	/** Records failures in few commits. */
	void failAll(List<RequestId> ids) {
		List<CompletableFuture<TransitionResult>> failed = ids.stream()
			.map((id) -> recordAsync(id, 1, new Reply.Failed(PROBLEM, false, Reply.Timings.NONE)))
			.toList();
		failed.forEach(LedgerFixture::join);
	}

	/** Records a retryable failure. */
	TransitionResult failRetryably(RequestId id, int attempt) {
		return record(id, attempt, new Reply.Failed(PROBLEM, true, Reply.Timings.NONE));
	}

	public TransitionResult progress(RequestId id, int attempt, int percent) {
		return record(id, attempt, new Reply.Progress(percent, "getting on"));
	}

	/** Marks an attempt as sent and writes the mark. */
	public void confirmPublish(RequestId id, int attempt) {
		this.outbox.markSent(id, attempt, Lane.INTERACTIVE);
		writeSentMarks();
	}

	/** Writes all marks, also while another thread writes a page of them. */
	void writeSentMarks() {
		while (!bean(SentMarkBuffer.class).isEmpty()) {
			join(this.outbox.writeMarks(Duration.ZERO));
		}
	}

	TransitionResult cancel(RequestId id) {
		return join(this.ledger.cancel(SampleRequests.OWNER, id));
	}

	TransitionResult reopen(RequestId id) {
		return join(this.ledger.reopen(SampleRequests.OWNER, id));
	}

	Optional<TransitionResult> erase(RequestId id) {
		return join(this.ledger.erase(SampleRequests.OWNER, id));
	}

	List<OutboxEntry> claim() {
		return claim(100);
	}

	List<OutboxEntry> claim(int limit) {
		return join(this.outbox.claim(QUEUES, limit));
	}

	boolean hasClaimable() {
		return this.outbox.hasClaimable(QUEUES);
	}

	/** Expires requests past their deadline. */
	void expire() {
		join(sweeper().expire());
	}

	/** Purges requests, batches and tombstones until nothing is left. */
	public void purge() {
		while (join(sweeper().purge())) {
			// The next page.
		}
		while (join(sweeper().purgeBatches())) {
			// The next page.
		}
		while (join(sweeper().purgeTombstones())) {
			// The next page.
		}
	}

	CompletableFuture<Boolean> expireAsync() {
		return sweeper().expire();
	}

	private LedgerSweeper sweeper() {
		return bean(LedgerSweeper.class);
	}

	private TransitionResult record(RequestId id, int attempt, Reply reply) {
		return join(recordAsync(id, attempt, reply));
	}

	/** Records a reply without waiting for the commit. */
	CompletableFuture<TransitionResult> recordAsync(RequestId id, int attempt, Reply reply) {
		return bean(ReplyRecorder.class).record(new CorrelatedReply(id, attempt, reply));
	}

	/** Records the replies of one message batch. */
	List<CompletableFuture<TransitionResult>> recordAll(List<CorrelatedReply> replies) {
		return bean(ReplyRecorder.class).recordAll(replies);
	}

	/** The latest change. */
	StoredRequest lastChange() {
		return this.changes.get(this.changes.size() - 1);
	}

	public StoredRequest find(RequestId id) {
		return this.ledger.find(SampleRequests.OWNER, id).orElseThrow();
	}

	List<RequestId> list(RequestState state, RequestId before) {
		return this.ledger.list(SampleRequests.OWNER, new RequestFilter(null, state, before, 1_000, false))
			.requests()
			.stream()
			.map(StoredRequest::id)
			.toList();
	}

	/** The time of acceptance of the oldest waiting request, or null. */
	Instant oldestWaitingSince() {
		return this.ledger.findOldestWaiting("text.process", Lane.INTERACTIVE).orElse(null);
	}

	public static <T> T join(CompletableFuture<T> future) {
		return future.orTimeout(20, TimeUnit.SECONDS).join();
	}

}
