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

	private static final int MOST_BATCHES = 16;

	private final Semaphore room = new Semaphore(MOST_BATCHES);

	private final ExecutorService thread = Executors
		.newSingleThreadExecutor((task) -> new Thread(task, "ledger-completions"));

	/**
	 * Has the outcome of a batch told.
	 * @param batch tells it
	 */
	void add(Runnable batch) {
		this.room.acquireUninterruptibly();
		this.thread.execute(() -> {
			try {
				batch.run();
			}
			finally {
				this.room.release();
			}
		});
	}

	/**
	 * Tells what is left and ends.
	 */
	@Override
	public void close() {
		this.thread.shutdown();
		try {
			boolean unused = this.thread.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
