package io.asyncreply.systema.ledger.maintenance;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messaging.RecurringTask;
import io.asyncreply.systema.DutyCycle;
import io.asyncreply.systema.ledger.admission.BacklogLimiter;
import io.asyncreply.systema.ledger.admission.BoundedTally;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.dao.RequestQueries;
import io.asyncreply.systema.ledger.model.InstanceId;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what was in the hands of instances that are gone: of earlier runs and, where
 * the database is shared, of others that have said nothing for a while. One that was only
 * asleep does no harm when it wakes up: a request is published twice at most.
 */
public final class InstanceFailover implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(InstanceFailover.class);

	private static final Duration PAUSE = Duration.ofSeconds(2);

	private static final Duration SILENCE = Duration.ofSeconds(10);

	private static final int PAGE = 500;

	/** A minute: while nobody else changes the ledger, own counts are right anyway. */
	private static final int ROUNDS_ALONE = 30;

	private final LedgerTemplate changes;

	private final RequestQueries reader;

	private final BacklogLimiter intake;

	private final InstanceId instance;

	private final ClusterMembership peers;

	private final DutyCycle counting = new DutyCycle(System::nanoTime);

	private @Nullable RecurringTask rounds;

	private int roundsAlone;

	public InstanceFailover(LedgerTemplate changes, RequestQueries reader, BacklogLimiter intake, InstanceId instance,
			ClusterMembership peers) {
		this.changes = changes;
		this.reader = reader;
		this.intake = intake;
		this.instance = instance;
		this.peers = peers;
	}

	/**
	 * Takes over what can be taken over at the start.
	 * @param shared whether other instances may live
	 * @throws IllegalStateException if the database cannot be written
	 */
	public void begin(boolean shared) {
		try {
			this.changes.write((transaction) -> {
				if (!shared) {
					transaction.instances().clear();
				}
				transaction.instances().seen(this.instance.id());
				this.peers.count(transaction.instances().countAlive(SILENCE));
				return shared;
			}).join();
			adopt();
			recount();
		}
		catch (CompletionException ex) {
			throw new IllegalStateException("The ledger cannot be written", ex.getCause());
		}
	}

	/** From now on says that this instance lives and looks after the others. */
	public void watch(ScheduledExecutorService scheduler) {
		this.rounds = new RecurringTask(scheduler, PAUSE, this::round);
	}

	/** Leaves what is in hand to whoever comes next, at once. */
	@Override
	public void close() {
		if (this.rounds != null) {
			this.rounds.close();
		}
		CompletableFuture<?> unused = this.changes
			.write((transaction) -> transaction.instances().leave(this.instance.id()));
	}

	private void round() {
		try {
			boolean dead = this.changes.write((transaction) -> {
				transaction.instances().seen(this.instance.id());
				this.peers.count(transaction.instances().countAlive(SILENCE));
				return transaction.instances().hasDead(SILENCE);
			}).join();
			if (dead) {
				adopt();
			}
			if ((this.peers.exist() || ++this.roundsAlone % ROUNDS_ALONE == 0) && this.counting.isDue()) {
				recount();
			}
		}
		catch (CompletionException | LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable, the next round will look again", ex);
		}
	}

	private void recount() {
		this.counting.run(() -> this.intake.recount(this.reader.countOpen(),
				this.intake.boundsCallers() ? this.reader.countOpenByOwner(BoundedTally.MOST_NAMES) : Map.of()));
	}

	private void adopt() {
		int adopted = 0;
		int page;
		do {
			page = this.changes.write((transaction) -> transaction.instances().adopt(this.instance.id(), SILENCE, PAGE))
				.join();
			adopted += page;
		}
		while (page == PAGE);
		this.changes.write((transaction) -> transaction.instances().bury(SILENCE)).join();
		if (adopted > 0) {
			logger.info("Took over {} requests that were in the hands of instances that are gone", adopted);
		}
	}

}
