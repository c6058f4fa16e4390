package io.asyncreply.systema.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledFuture;

import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * Looks for open requests of operations that this System A does not know, once a second.
 * Another version has accepted them. Logs when such an operation appears, and when its
 * last request has ended.
 */
final class UnknownOperationMonitor implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(UnknownOperationMonitor.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final Ledger ledger;

	private final OperationRegistry operationRegistry;

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> refreshTask;

	private volatile Set<String> operations = Set.of();

	UnknownOperationMonitor(Ledger ledger, OperationRegistry operationRegistry, TaskScheduler scheduler) {
		this.ledger = ledger;
		this.operationRegistry = operationRegistry;
		this.scheduler = scheduler;
	}

	/** Starts the refresh once a second. */
	void start() {
		this.refreshTask = this.scheduler.scheduleWithFixedDelay(this::refresh, Instant.now().plus(INTERVAL), INTERVAL);
	}

	/** Returns the names of the unknown operations with open requests. */
	Set<String> operations() {
		return this.operations;
	}

	@Override
	public void close() {
		if (this.refreshTask != null) {
			this.refreshTask.cancel(false);
		}
	}

	private void refresh() {
		try {
			Set<String> unknown = new TreeSet<>(this.ledger.findOpenOperations());
			unknown.removeIf((operation) -> this.operationRegistry.find(operation).isPresent());
			logChanges(unknown);
			this.operations = unknown;
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable; the last known operations are kept", ex);
		}
	}

	private void logChanges(Set<String> unknown) {
		unknown.stream().filter((operation) -> !this.operations.contains(operation)).forEach((operation) -> {
			logger.warn("Requests of the operation '{}' are open, but this System A does not know the operation. "
					+ "They wait until their deadline unless a version that knows it is started.", operation);
		});
		this.operations.stream().filter((operation) -> !unknown.contains(operation)).forEach((operation) -> {
			logger.info("No request of the unknown operation '{}' is open any more", operation);
		});
	}

}
