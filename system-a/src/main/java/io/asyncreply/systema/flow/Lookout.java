package io.asyncreply.systema.flow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.amqp.BrokerConnections;
import io.asyncreply.messages.amqp.Periodic;
import io.asyncreply.systema.ledger.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Looks out for the broker and the workers, and remembers since when something is amiss.
 */
public final class Lookout implements AutoCloseable {

	private static final Duration LOOK = Duration.ofMillis(500);

	private final Workers workers;

	private final BrokerConnections connections;

	private final Clock clock;

	private final Periodic looks;

	private volatile Circumstances.@Nullable Trouble trouble;

	Lookout(Workers workers, BrokerConnections connections, Clock clock, ScheduledExecutorService scheduler) {
		this.workers = workers;
		this.connections = connections;
		this.clock = clock;
		this.looks = new Periodic(scheduler, LOOK, this::look);
	}

	/**
	 * Tells what a request meets on its way.
	 * @param entry its row
	 * @return what is known at this moment
	 */
	public Circumstances circumstances(Entry entry) {
		Lane sentLane = entry.times().sentLane();
		String queue = Channels.requests(entry.operation(), (sentLane != null) ? sentLane : entry.lane());
		return new Circumstances(this.workers.isInformed() ? this.workers.crew(queue) : null,
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
		Circumstances.Trouble before = this.trouble;
		if (reason == null) {
			this.trouble = null;
		}
		else {
			this.trouble = new Circumstances.Trouble(reason, (before != null) ? before.since() : this.clock.instant());
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
