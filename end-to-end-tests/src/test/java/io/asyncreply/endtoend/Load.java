package io.asyncreply.endtoend;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Callers who submit at a steady rate, whatever the answers are.
 */
final class Load implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofMillis(20);

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	private final Queue<CompletableFuture<Answer>> calls = new ConcurrentLinkedQueue<>();

	private final Client client;

	private Load(Client client) {
		this.client = client;
	}

	static Load start(Client client) {
		Load load = new Load(client);
		Future<?> unused = load.clock.scheduleAtFixedRate(load::submit, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
		return load;
	}

	int size() {
		return this.calls.size();
	}

	/**
	 * Ends the load and waits for the last answer.
	 * @return the HTTP status of each answer, 0 where there was none
	 */
	List<Integer> stop() {
		close();
		return this.calls.stream()
			.map((call) -> call.handle((answer, failure) -> (answer != null) ? answer.status() : 0).join())
			.toList();
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
	}

	private void submit() {
		this.calls.add(this.client.submitLater(Submission.text("load " + this.calls.size()), null));
	}

}
