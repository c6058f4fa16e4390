package io.asyncreply.systema.ledger.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledFuture;

import io.asyncreply.systema.DutyCycle;
import io.asyncreply.systema.ledger.admission.BacklogLimiter;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.dao.RequestQueries;
import io.asyncreply.systema.ledger.model.InstanceId;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * Takes over the requests of earlier runs and, in a shared ledger, of dead instances. If
 * such an instance was only paused, a request may be published twice. Each instance
 * writes a heartbeat every 2 s.
 */
public final class InstanceFailover implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(InstanceFailover.class);

	private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(2);

	private static final int PAGE_SIZE = 500;

	/** One minute; without peers the counts in memory are exact. */
	private static final int ROUNDS_BETWEEN_RECOUNTS = 30;

	private final LedgerTemplate ledgerTemplate;

	private final RequestQueries requestQueries;

	private final BacklogLimiter backlogLimiter;

	private final InstanceId instanceId;

	private final DeadInstanceDetector deadInstanceDetector;

	private final DutyCycle recountCycle = new DutyCycle(System::nanoTime);

	private @Nullable ScheduledFuture<?> heartbeatTask;

	private int roundsWithoutPeers;

	public InstanceFailover(LedgerTemplate ledgerTemplate, RequestQueries requestQueries, BacklogLimiter backlogLimiter,
			InstanceId instanceId, DeadInstanceDetector deadInstanceDetector) {
		this.ledgerTemplate = ledgerTemplate;
		this.requestQueries = requestQueries;
		this.backlogLimiter = backlogLimiter;
		this.instanceId = instanceId;
		this.deadInstanceDetector = deadInstanceDetector;
	}

	/**
	 * Registers this instance, takes over requests and counts the open ones.
	 * @param shared whether other instances can share the database
	 * @throws IllegalStateException if the database cannot be written
	 */
	public void start(boolean shared) {
		try {
			this.ledgerTemplate.write((ledgerTransaction) -> {
				if (!shared) {
					ledgerTransaction.instances().deregisterAll();
				}
				return this.deadInstanceDetector.detect(ledgerTransaction.instances());
			}).join();
			takeOver();
			recount();
		}
		catch (CompletionException ex) {
			throw new IllegalStateException("The ledger cannot be written", ex.getCause());
		}
	}

	/** Starts the heartbeats and the takeover of dead instances. */
	public void startHeartbeats(TaskScheduler scheduler) {
		this.heartbeatTask = scheduler.scheduleWithFixedDelay(this::heartbeat, Instant.now().plus(HEARTBEAT_INTERVAL),
				HEARTBEAT_INTERVAL);
	}

	/** Deregisters this instance, so that another one takes over its requests at once. */
	@Override
	public void close() {
		if (this.heartbeatTask != null) {
			this.heartbeatTask.cancel(false);
		}
		this.ledgerTemplate
			.write((ledgerTransaction) -> ledgerTransaction.instances().deregister(this.instanceId.value()));
	}

	private void heartbeat() {
		try {
			boolean hasDead = this.ledgerTemplate
				.write((ledgerTransaction) -> this.deadInstanceDetector.detect(ledgerTransaction.instances()))
				.join();
			if (hasDead) {
				takeOver();
			}
			if ((this.deadInstanceDetector.hasPeers() || ++this.roundsWithoutPeers % ROUNDS_BETWEEN_RECOUNTS == 0)
					&& this.recountCycle.isDue()) {
				recount();
			}
		}
		catch (CompletionException | LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable, the heartbeat will be repeated", ex);
		}
	}

	private void recount() {
		this.recountCycle.run(() -> this.backlogLimiter.resetCounts(this.requestQueries.countOpen(),
				this.backlogLimiter.limitsCallers()
						? this.requestQueries.countOpenByOwner(BacklogLimiter.MAX_COUNTED_CALLERS) : Map.of()));
	}

	private void takeOver() {
		int takenOver = 0;
		int count;
		do {
			count = this.ledgerTemplate
				.write((ledgerTransaction) -> ledgerTransaction.instances()
					.takeOver(this.instanceId.value(), DeadInstanceDetector.HEARTBEAT_TIMEOUT, PAGE_SIZE))
				.join();
			takenOver += count;
		}
		while (count == PAGE_SIZE);
		this.ledgerTemplate.write(
				(ledgerTransaction) -> ledgerTransaction.instances().deleteDead(DeadInstanceDetector.HEARTBEAT_TIMEOUT))
			.join();
		if (takenOver > 0) {
			logger.info("Took over {} requests of stopped instances", takenOver);
		}
	}

}
