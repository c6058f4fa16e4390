package io.asyncreply.systema.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.topology.VirtualHostOwnership;
import io.asyncreply.systema.ledger.admission.AdmissionPolicy;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.ledger.config.LedgerConfiguration;
import io.asyncreply.systema.ledger.model.StoredRequest;
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
class LedgerRun implements AutoCloseable {

	/** The delay of a republish is the number of earlier ones times this. */
	static final Duration REPUBLISH_DELAY = Duration.ofSeconds(5);

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

	LedgerRun(Map<String, Object> properties, ManualClock clock) {
		this.properties = properties;
		this.clock = clock;
		start(Map.of());
	}

	/** Ends this run and starts the next one with other settings. */
	public void restart(Map<String, Object> settings) {
		close();
		start(settings);
	}

	String ledgerId() {
		return this.context.getBean(VirtualHostOwnership.class).ledger();
	}

	private void start(Map<String, Object> settings) {
		this.context = new AnnotationConfigApplicationContext();
		MutablePropertySources sources = this.context.getEnvironment().getPropertySources();
		sources.addFirst(new MapPropertySource("database", this.properties));
		sources.addFirst(new MapPropertySource("settings", settings));
		sources.addLast(new MapPropertySource("defaults",
				Map.of("spring.flyway.locations", "classpath:db/migration/{vendor}")));
		registerDependencies();
		this.context.register(LedgerConfiguration.class, FlywayAutoConfiguration.class);
		this.context.refresh();
		this.ledger = this.context.getBean(Ledger.class);
		this.outbox = this.context.getBean(Outbox.class);
		this.requestRepublisher = this.context.getBean(RequestRepublisher.class);
		this.batchLedger = this.context.getBean(BatchLedger.class);
	}

	private void registerDependencies() {
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

	final <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
