package io.asyncreply.systema.ledger.commit;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Completes the futures of committed groups on one thread, in the order of the commits,
 * so that the writer starts the next group at once. The writer waits if the notifier is
 * 16 groups behind.
 */
final class CommitNotifier implements AutoCloseable {

	private static final int MAX_PENDING = 16;

	private final Semaphore permits = new Semaphore(MAX_PENDING);

	private final ExecutorService executor = Executors
		.newSingleThreadExecutor((task) -> new Thread(task, "ledger-completions"));

	/**
	 * Queues the notification of a group.
	 * @param notification completes the futures of the group
	 */
	void submit(Runnable notification) {
		this.permits.acquireUninterruptibly();
		this.executor.execute(() -> {
			try {
				notification.run();
			}
			finally {
				this.permits.release();
			}
		});
	}

	/** Runs the queued notifications and ends the thread, within 10 s. */
	@Override
	public void close() {
		this.executor.shutdown();
		try {
			boolean unused = this.executor.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
