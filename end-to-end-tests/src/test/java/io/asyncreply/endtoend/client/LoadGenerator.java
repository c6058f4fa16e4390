package io.asyncreply.endtoend.client;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Callers who submit at a steady rate, whatever the answers are.
 */
public final class LoadGenerator implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofMillis(20);

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private final Queue<CompletableFuture<JsonResponse>> calls = new ConcurrentLinkedQueue<>();

	private final ApiClient apiClient;

	private final IntFunction<RequestSubmission> submissionFactory;

	private final Consumer<JsonResponse> listener;

	private LoadGenerator(ApiClient apiClient, IntFunction<RequestSubmission> submissionFactory,
			Consumer<JsonResponse> listener) {
		this.apiClient = apiClient;
		this.submissionFactory = submissionFactory;
		this.listener = listener;
	}

	/** Starts fifty short requests a second. */
	public static LoadGenerator start(ApiClient apiClient) {
		return start(apiClient, INTERVAL, (i) -> RequestSubmission.text("load " + i), (response) -> {
		});
	}

	/**
	 * Starts a load.
	 * @param interval from one request to the next
	 * @param submissionFactory makes each of its number
	 * @param listener hears each answer
	 */
	public static LoadGenerator start(ApiClient apiClient, Duration interval,
			IntFunction<RequestSubmission> submissionFactory, Consumer<JsonResponse> listener) {
		LoadGenerator loadGenerator = new LoadGenerator(apiClient, submissionFactory, listener);
		loadGenerator.scheduler.scheduleAtFixedRate(loadGenerator::submit, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
		return loadGenerator;
	}

	public int callCount() {
		return this.calls.size();
	}

	/**
	 * Ends the load and waits for the last answer.
	 * @return the HTTP status of each answer, 0 where there was none
	 */
	public List<Integer> stop() {
		close();
		return this.calls.stream()
			.map((call) -> call.handle((response, failure) -> (response != null) ? response.status() : 0).join())
			.toList();
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
	}

	private void submit() {
		CompletableFuture<JsonResponse> call = this.apiClient
			.submitAsync(this.submissionFactory.apply(this.calls.size()), null);
		this.calls.add(call);
		call.thenAccept(this.listener);
	}

}
