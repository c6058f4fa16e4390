package io.asyncreply.systema.dispatch;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.LifecyclePhases;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The dispatch thread. It publishes the requests of the dispatch buffer, one message of
 * each queue in turn, and has further requests claimed from the outbox.
 */
final class DispatchLoop implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(DispatchLoop.class);

	private static final long IDLE_WAIT_MILLIS = 50;

	private final DispatchBuffer buffer;

	private final BatchSizePolicy batchSizePolicy;

	private final Function<List<OutboxEntry>, CompletableFuture<?>> dispatcher;

	private final BrokerBackoff brokerBackoff;

	private final OutboxPoller outboxPoller;

	private volatile boolean running;

	/**
	 * Creates the loop.
	 * @param buffer the requests to publish
	 * @param batchSizePolicy limits the requests of a message
	 * @param dispatcher publishes requests in one message; completed once they are
	 * published or back in the outbox
	 * @param brokerBackoff stops publishing for a while
	 * @param outboxPoller claims further requests
	 */
	DispatchLoop(DispatchBuffer buffer, BatchSizePolicy batchSizePolicy,
			Function<List<OutboxEntry>, CompletableFuture<?>> dispatcher, BrokerBackoff brokerBackoff,
			OutboxPoller outboxPoller) {
		this.buffer = buffer;
		this.batchSizePolicy = batchSizePolicy;
		this.dispatcher = dispatcher;
		this.brokerBackoff = brokerBackoff;
		this.outboxPoller = outboxPoller;
	}

	@Override
	public void start() {
		this.running = true;
		new Thread(this::run, "dispatch").start();
	}

	/** Requests that are still buffered stay in the ledger. */
	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return LifecyclePhases.STOP_AFTER_WEB_SERVER;
	}

	/**
	 * Publishes at most one message of each queue, so that no queue waits for the whole
	 * backlog of another one.
	 * @return whether anything was published
	 */
	boolean publishOneOfEachQueue() {
		boolean published = false;
		for (RequestQueue requestQueue : this.buffer.nonEmptyQueues()) {
			QueueBuffer.DispatchBatch batch = this.buffer.poll(requestQueue,
					this.batchSizePolicy.maxBatchSize(requestQueue));
			if (batch != null) {
				publish(batch);
				published = true;
			}
		}
		return published;
	}

	private void run() {
		while (this.running) {
			try {
				runOnce();
			}
			catch (InterruptedException ex) {
				logger.debug("Ignored an interrupt: only stop() ends the dispatch thread");
			}
			catch (RuntimeException ex) {
				logger.error("A round of dispatch failed; the next round follows", ex);
			}
		}
	}

	private void runOnce() throws InterruptedException {
		boolean allowed = this.brokerBackoff.isPublishingAllowed();
		this.buffer.setOpen(allowed);
		if (!allowed) {
			TimeUnit.MILLISECONDS.sleep(IDLE_WAIT_MILLIS);
			return;
		}
		this.outboxPoller.poll();
		if (!publishOneOfEachQueue()) {
			this.buffer.awaitChange(IDLE_WAIT_MILLIS);
		}
	}

	private void publish(QueueBuffer.DispatchBatch batch) {
		this.outboxPoller.onDispatch(batch);
		dispatchSafely(batch).whenComplete((done, failure) -> this.buffer.complete(batch));
	}

	/** Room in the buffer becomes free even if the dispatcher throws. */
	private CompletableFuture<?> dispatchSafely(QueueBuffer.DispatchBatch batch) {
		try {
			return this.dispatcher.apply(batch.requests());
		}
		catch (RuntimeException ex) {
			logger.error("{} requests were not published", batch.requests().size(), ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

}
