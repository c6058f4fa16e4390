package io.asyncreply.systema.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.RecurringTask;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;

/**
 * Looks out for the broker and the workers, and remembers since when something is amiss.
 */
public final class DispatchStatusMonitor implements AutoCloseable {

	private static final Duration LOOK = Duration.ofMillis(500);

	private final WorkerRegistry workers;

	private final BrokerConnections connections;

	private final Clock clock;

	private final RecurringTask looks;

	private volatile QueueConditions.@Nullable BrokerIssue trouble;

	public DispatchStatusMonitor(WorkerRegistry workers, BrokerConnections connections, Clock clock,
			ScheduledExecutorService scheduler) {
		this.workers = workers;
		this.connections = connections;
		this.clock = clock;
		this.looks = new RecurringTask(scheduler, LOOK, this::look);
	}

	/**
	 * Tells what a request meets on its way.
	 * @param entry its row
	 * @return what is known at this moment
	 */
	public QueueConditions circumstances(StoredRequest entry) {
		Lane sentLane = entry.times().sentLane();
		String queue = AmqpNames.requests(entry.operation(), (sentLane != null) ? sentLane : entry.lane());
		return new QueueConditions(this.workers.isInformed() ? this.workers.crew(queue) : null,
				heardAt(this.workers.silence(queue)), this.trouble);
	}

	/**
	 * Tells who has a request in hand.
	 * @param request the request
	 * @return the worker that named it last, and has had it for over a second
	 */
	public Optional<String> inHandOf(RequestId request) {
		return this.workers.inHandOf(request);
	}

	@Override
	public void close() {
		this.looks.close();
	}

	private @Nullable Instant heardAt(Optional<Duration> silence) {
		return silence.map((span) -> this.clock.instant().minus(span)).orElse(null);
	}

	private void look() {
		String reason = reason();
		QueueConditions.BrokerIssue before = this.trouble;
		if (reason == null) {
			this.trouble = null;
		}
		else {
			this.trouble = new QueueConditions.BrokerIssue(reason,
					(before != null) ? before.since() : this.clock.instant());
		}
	}

	private @Nullable String reason() {
		if (!this.connections.isConnected()) {
			String failure = this.connections.lastFailure();
			return "the broker cannot be reached" + ((failure != null) ? ": " + failure : "");
		}
		String refusal = this.connections.refusal();
		String blocked = this.connections.blockedReason();
		return (refusal != null) ? "the broker refuses what is needed: " + refusal
				: (blocked != null) ? "the broker takes no messages: " + blocked : null;
	}

}
