package io.asyncreply.endtoend.client;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Callers who submit at a steady rate, whatever the answers are.
 */
public final class LoadGenerator implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofMillis(20);

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	private final Queue<CompletableFuture<JsonResponse>> calls = new ConcurrentLinkedQueue<>();

	private final ApiClient client;

	private final IntFunction<RequestSubmission> submissions;

	private final Consumer<JsonResponse> listener;

	private LoadGenerator(ApiClient client, IntFunction<RequestSubmission> submissions,
			Consumer<JsonResponse> listener) {
		this.client = client;
		this.submissions = submissions;
		this.listener = listener;
	}

	/** Starts fifty short requests a second. */
	public static LoadGenerator start(ApiClient client) {
		return start(client, INTERVAL, (i) -> RequestSubmission.text("load " + i), (answer) -> {
		});
	}

	/**
	 * Starts a load.
	 * @param interval from one request to the next
	 * @param submissions makes each of its number
	 * @param listener hears each answer
	 */
	public static LoadGenerator start(ApiClient client, Duration interval, IntFunction<RequestSubmission> submissions,
			Consumer<JsonResponse> listener) {
		LoadGenerator load = new LoadGenerator(client, submissions, listener);
		Future<?> unused = load.clock.scheduleAtFixedRate(load::submit, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
		return load;
	}

	public int size() {
		return this.calls.size();
	}

	/**
	 * Ends the load and waits for the last answer.
	 * @return the HTTP status of each answer, 0 where there was none
	 */
	public List<Integer> stop() {
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
		CompletableFuture<JsonResponse> call = this.client.submitLater(this.submissions.apply(this.calls.size()), null);
		this.calls.add(call);
		Future<?> unused = call.thenAccept(this.listener);
	}

}
