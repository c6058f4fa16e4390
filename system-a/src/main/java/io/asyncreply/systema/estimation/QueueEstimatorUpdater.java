package io.asyncreply.systema.estimation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messaging.RecurringTask;
import io.asyncreply.systema.DutyCycle;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.maintenance.ClusterMembership;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.worker.CompletedWork;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.asyncreply.systema.worker.WorkerStats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the flows once a second with what the workers told, and with the ledger's own
 * count at the start and where others change it too.
 */
public final class QueueEstimatorUpdater implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(QueueEstimatorUpdater.class);

	private final QueueEstimators flows;

	private final WorkerRegistry workers;

	private final Ledger ledger;

	private final ClusterMembership peers;

	private final Clock clock;

	private final DutyCycle counting = new DutyCycle(System::nanoTime);

	private final Map<String, CompletedWork> outputs = new HashMap<>();

	private final RecurringTask ticks;

	private Instant last;

	public QueueEstimatorUpdater(QueueEstimators flows, WorkerRegistry workers, Ledger ledger,
			UpdaterDependencies sources) {
		this.flows = flows;
		this.workers = workers;
		this.ledger = ledger;
		this.peers = sources.peers();
		this.clock = sources.clock();
		this.last = this.clock.instant();
		Map<String, Long> open = countOpen();
		flows.queues()
			.forEach((queue) -> flows.of(queue)
				.ifPresent((flow) -> flow.begin(this.last, open.getOrDefault(queue, 0L))));
		this.ticks = new RecurringTask(sources.scheduler(), Duration.ofSeconds(1), this::tick);
	}

	@Override
	public void close() {
		this.ticks.close();
	}

	private void tick() {
		Instant now = this.clock.instant();
		double seconds = Math.max(0.001, Duration.between(this.last, now).toNanos() / 1e9);
		this.last = now;
		this.flows.queues()
			.forEach((queue) -> this.flows.of(queue).ifPresent((flow) -> flow.tick(now, seconds, work(queue))));
		if (this.peers.exist() && this.counting.isDue()) {
			recount();
		}
	}

	private QueueEstimator.WorkerActivity work(String queue) {
		CompletedWork output = this.workers.output(queue);
		CompletedWork before = this.outputs.getOrDefault(queue, CompletedWork.NONE);
		this.outputs.put(queue, output);
		WorkerStats crew = this.workers.crew(queue);
		return new QueueEstimator.WorkerActivity(this.workers.isInformed(), crew.live(), crew.slots(), crew.inHand(),
				output.completed() - before.completed(), output.busy().minus(before.busy()).toNanos() / 1e9);
	}

	private void recount() {
		try {
			this.counting.run(() -> {
				Map<String, Long> open = countOpen();
				this.flows.queues()
					.forEach((queue) -> this.flows.of(queue)
						.ifPresent((flow) -> flow.recount(open.getOrDefault(queue, 0L))));
			});
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable, the counts go on by what happens here", ex);
		}
	}

	private Map<String, Long> countOpen() {
		Map<String, Long> open = new HashMap<>();
		this.ledger.countOpenByQueue()
			.forEach((count) -> open.put(AmqpNames.requests(count.operation(), count.lane()), count.open()));
		return open;
	}

	/**
	 * Where time and company come from.
	 *
	 * @param peers whether others change the ledger too
	 * @param clock tells the time
	 * @param scheduler runs the ticks
	 */
	public record UpdaterDependencies(ClusterMembership peers, Clock clock, ScheduledExecutorService scheduler) {

	}

}
