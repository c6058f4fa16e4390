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
 * Submits requests at a constant rate, independent of the responses.
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

	/** Starts a load of 50 short requests per second. */
	public static LoadGenerator start(ApiClient apiClient) {
		return start(apiClient, INTERVAL, (i) -> RequestSubmission.text("load " + i), (response) -> {
		});
	}

	/**
	 * Starts a load.
	 * @param interval the time between two submissions
	 * @param submissionFactory creates each submission from its number
	 * @param listener receives each response
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
	 * Stops the load and waits for the last response.
	 * @return the HTTP status of each call, 0 if it failed
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
