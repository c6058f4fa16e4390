package io.asyncreply.systema.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.admission.AdmissionPolicy;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.ledger.batch.BatchUpload;
import io.asyncreply.systema.ledger.batch.UploadStart;
import io.asyncreply.systema.ledger.commit.SentMarkBuffer;
import io.asyncreply.systema.ledger.config.LedgerConfiguration;
import io.asyncreply.systema.ledger.maintenance.LedgerSweeper;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.spi.ExpiryGrace;
import io.asyncreply.systema.ledger.spi.LedgerListener;
import io.asyncreply.systema.ledger.spi.RepublishSchedule;
import io.asyncreply.systema.ledger.spi.RetrySchedule;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.flywaydb.core.Flyway;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A ledger on a real database, wired as in production, with a manual clock and a
 * recording dispatch queue. A restart starts the next run on the same database.
 */
public final class LedgerFixture implements AutoCloseable {

	public static final String OWNER = "caller";

	public static final List<RequestQueue> QUEUES = List.of(new RequestQueue("text.process", Lane.INTERACTIVE),
			new RequestQueue("text.process", Lane.BULK));

	static final TraceParent TRACE = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

	/** The delay of a republish is the number of earlier ones times this. */
	static final Duration REPUBLISH_DELAY = Duration.ofSeconds(5);

	private static final Problem PROBLEM = Problem.of("broken", "Broken", null);

	private final Map<String, Object> properties;

	public final ManualClock clock;

	public final RecordingDispatchQueue dispatchQueue = new RecordingDispatchQueue();

	public final List<StoredRequest> changes = new CopyOnWriteArrayList<>();

	/** The extra time of sent requests past their deadline. */
	Duration expiryGrace = Duration.ZERO;

	/** The delay of each further attempt; there are three attempts. */
	Duration retryPause = Duration.ZERO;

	/** The most republishes of a request. */
	int maxRepublishes = 10;

	/** The policy for new requests. */
	AdmissionPolicy admissionPolicy = (request) -> {
	};

	/** Receives every change. */
	LedgerListener listener = this.changes::add;

	private AnnotationConfigApplicationContext context;

	public Ledger ledger;

	Outbox outbox;

	RequestRepublisher requestRepublisher;

	public BatchLedger batchLedger;

	public LedgerFixture(Map<String, Object> properties, ManualClock clock) {
		this.properties = properties;
		this.clock = clock;
		start(Map.of());
	}

	/** Ends this run and starts the next one with other settings. */
	public void restart(Map<String, Object> settings) {
		close();
		start(settings);
	}

	private void start(Map<String, Object> settings) {
		this.context = new AnnotationConfigApplicationContext();
		MutablePropertySources sources = this.context.getEnvironment().getPropertySources();
		sources.addFirst(new MapPropertySource("database", this.properties));
		sources.addFirst(new MapPropertySource("settings", settings));
		sources.addLast(new MapPropertySource("defaults",
				Map.of("spring.flyway.locations", "classpath:db/migration/{vendor}")));
		this.context.registerBean(ManualClock.class, () -> this.clock);
		this.context.registerBean(RecordingDispatchQueue.class, () -> this.dispatchQueue);
		this.context.registerBean(LedgerListener.class, () -> (stored) -> this.listener.onChange(stored));
		this.context.registerBean(ExpiryGrace.class, () -> () -> this.expiryGrace);
		this.context.registerBean(AdmissionPolicy.class, () -> (request) -> this.admissionPolicy.admit(request));
		this.context.registerBean(RetrySchedule.class,
				() -> (operation, attempts) -> (attempts < 3) ? Optional.of(this.retryPause) : Optional.empty());
		this.context.registerBean(RepublishSchedule.class, () -> (republished) -> (republished < this.maxRepublishes)
				? Optional.of(REPUBLISH_DELAY.multipliedBy(republished)) : Optional.empty());
		this.context.registerBean(SimpleMeterRegistry.class);
		this.context.register(LedgerConfiguration.class, FlywayAutoConfiguration.class);
		this.context.refresh();
		this.ledger = this.context.getBean(Ledger.class);
		this.outbox = this.context.getBean(Outbox.class);
		this.requestRepublisher = this.context.getBean(RequestRepublisher.class);
		this.batchLedger = this.context.getBean(BatchLedger.class);
	}

	public NewRequest request() {
		return request(Lane.INTERACTIVE);
	}

	NewRequest request(Lane lane) {
		return new NewRequest(RequestId.generate(this.clock), OWNER, "text.process", lane, json("{\"text\":\"消息A\"}"),
				this.clock.instant().plus(Duration.ofMinutes(1)), null, TRACE);
	}

	NewRequest request(String operation) {
		return new NewRequest(RequestId.generate(this.clock), OWNER, operation, Lane.INTERACTIVE, json("{}"),
				this.clock.instant().plus(Duration.ofMinutes(1)), null, null);
	}

	NewRequest request(NewRequest.IdempotencyData idempotencyData) {
		return request(RequestId.generate(this.clock), idempotencyData);
	}

	NewRequest request(RequestId id, NewRequest.IdempotencyData idempotencyData) {
		return new NewRequest(id, OWNER, "text.process", Lane.INTERACTIVE, json("{\"text\":\"消息A\"}"),
				this.clock.instant().plus(Duration.ofMinutes(1)), idempotencyData, TRACE);
	}

	NewRequest requestWithDeadline(Instant deadline, RequestId id) {
		return new NewRequest(id, OWNER, "text.process", Lane.INTERACTIVE, json("{\"text\":\"消息A\"}"), deadline, null,
				null);
	}

	public RequestId accept() {
		NewRequest request = request();
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
		Batch.BatchDraft batch = new Batch.BatchDraft(RequestId.generate(this.clock), OWNER, key);
		return ((UploadStart.Started) join(this.batchLedger.startUpload(batch))).upload();
	}

	public Batch find(BatchUpload upload) {
		return this.batchLedger.find(OWNER, upload.batch()).orElseThrow();
	}

	public TransitionResult succeed(RequestId id, int attempt) {
		return succeed(id, attempt, json("{\"text\":\"done\"}"));
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

	/** Opens a connection of the readers. */
	public Connection openReadConnection() throws SQLException {
		return this.context.getBean("readersDataSource", DataSource.class).getConnection();
	}

	/** Opens a connection for lists and batches. */
	Connection openListConnection() throws SQLException {
		return this.context.getBean("listsDataSource", DataSource.class).getConnection();
	}

	/** Opens a connection of the migration. */
	public Connection openMigrationConnection() throws SQLException {
		return this.context.getBean(Flyway.class).getConfiguration().getDataSource().getConnection();
	}

	/** Whether the payload of a request is in its row. */
	boolean hasPayload(RequestId id) {
		return JdbcClient.create(this.context.getBean("readersDataSource", DataSource.class))
			.sql("select count(payload) from request where id = ?")
			.param(id.toString())
			.query(Long.class)
			.single() == 1;
	}

	/** Marks an attempt as sent and writes the mark. */
	public void confirmPublish(RequestId id, int attempt) {
		this.outbox.markSent(id, attempt, Lane.INTERACTIVE);
		writeSentMarks();
	}

	/** Writes all marks, also while another thread writes a page of them. */
	void writeSentMarks() {
		while (!this.context.getBean(SentMarkBuffer.class).isEmpty()) {
			join(this.outbox.writeMarks(Duration.ZERO));
		}
	}

	TransitionResult cancel(RequestId id) {
		return join(this.ledger.cancel(OWNER, id));
	}

	TransitionResult reopen(RequestId id) {
		return join(this.ledger.reopen(OWNER, id));
	}

	Optional<TransitionResult> erase(RequestId id) {
		return join(this.ledger.erase(OWNER, id));
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

	/** The number of submissions rejected for a reason. */
	public double countRejected(String reason) {
		return count("asyncreply.requests.refused", "reason", reason);
	}

	/** The value of a counter. */
	double count(String counter, String... tags) {
		return this.context.getBean(MeterRegistry.class).counter(counter, tags).count();
	}

	/** The health of the ledger, as readiness asks for it. */
	Health health() {
		return Objects.requireNonNull(this.context.getBean(HealthIndicator.class).health());
	}

	boolean hasPeers() {
		return this.context.getBean(LiveInstances.class).hasPeers();
	}

	private LedgerSweeper sweeper() {
		return this.context.getBean(LedgerSweeper.class);
	}

	private TransitionResult record(RequestId id, int attempt, Reply reply) {
		return join(recordAsync(id, attempt, reply));
	}

	/** Records a reply without waiting for the commit. */
	CompletableFuture<TransitionResult> recordAsync(RequestId id, int attempt, Reply reply) {
		return this.context.getBean(ReplyRecorder.class).record(new CorrelatedReply(id, attempt, reply));
	}

	/** Records the replies of one message batch. */
	List<CompletableFuture<TransitionResult>> recordAll(List<CorrelatedReply> replies) {
		return this.context.getBean(ReplyRecorder.class).recordAll(replies);
	}

	/** The latest change. */
	StoredRequest lastChange() {
		return this.changes.get(this.changes.size() - 1);
	}

	public StoredRequest find(RequestId id) {
		return this.ledger.find(OWNER, id).orElseThrow();
	}

	List<RequestId> list(RequestState state, RequestId before) {
		return this.ledger.list(OWNER, new RequestFilter(null, state, before, 1_000, false))
			.requests()
			.stream()
			.map(StoredRequest::id)
			.toList();
	}

	/** The time of acceptance of the oldest waiting request, or null. */
	Instant oldestWaitingSince() {
		return this.ledger.findOldestWaiting("text.process", Lane.INTERACTIVE).orElse(null);
	}

	public static RawJson json(String text) {
		return RawJson.of(text.getBytes(StandardCharsets.UTF_8));
	}

	public static <T> T join(CompletableFuture<T> future) {
		return future.orTimeout(20, TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
