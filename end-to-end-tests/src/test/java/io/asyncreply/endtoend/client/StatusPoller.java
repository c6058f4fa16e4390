package io.asyncreply.endtoend.client;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Polls the status of requests in turn until they are complete.
 */
public final class StatusPoller implements AutoCloseable {

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private final Queue<String> openRequests = new ConcurrentLinkedQueue<>();

	private final ApiClient apiClient;

	public StatusPoller(ApiClient apiClient, Duration interval) {
		this.apiClient = apiClient;
		this.scheduler.scheduleAtFixedRate(this::poll, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
	}

	public void add(JsonResponse response) {
		if (response.isAccepted() && !response.isDone()) {
			this.openRequests.add(response.id());
		}
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
	}

	private void poll() {
		String id = this.openRequests.poll();
		if (id != null) {
			this.apiClient.getStatusAsync(id).whenComplete((response, failure) -> {
				if (failure != null || !response.isDone()) {
					this.openRequests.add(id);
				}
			});
		}
	}

}
