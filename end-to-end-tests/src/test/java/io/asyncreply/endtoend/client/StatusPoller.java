package io.asyncreply.endtoend.client;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Callers who look after their requests in turn, again and again until they have ended.
 */
public final class StatusPoller implements AutoCloseable {

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	private final Queue<String> open = new ConcurrentLinkedQueue<>();

	private final ApiClient client;

	public StatusPoller(ApiClient client, Duration interval) {
		this.client = client;
		Future<?> unused = this.clock.scheduleAtFixedRate(this::poll, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
	}

	public void add(JsonResponse answer) {
		if (answer.isAccepted() && !answer.isDone()) {
			this.open.add(answer.id());
		}
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
	}

	private void poll() {
		String id = this.open.poll();
		if (id != null) {
			Future<?> unused = this.client.statusLater(id).whenComplete((answer, failure) -> {
				if (failure != null || !answer.isDone()) {
					this.open.add(id);
				}
			});
		}
	}

}
