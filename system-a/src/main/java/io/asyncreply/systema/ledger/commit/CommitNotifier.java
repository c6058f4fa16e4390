package io.asyncreply.systema.ledger.commit;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells those who asked for changes what became of them: one thread, in the order of the
 * commits, so that the writer goes on with the next batch at once. It may be a few
 * batches behind; then the writer waits for it.
 */
final class CommitNotifier implements AutoCloseable {

	private static final int MAX_PENDING = 16;

	private final Semaphore permits = new Semaphore(MAX_PENDING);

	private final ExecutorService executor = Executors
		.newSingleThreadExecutor((task) -> new Thread(task, "ledger-completions"));

	/**
	 * Has the outcome of a batch told.
	 * @param notification tells it
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

	/**
	 * Tells what is left and ends.
	 */
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
