package io.asyncreply.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * Callers who come when they come, at random at a rate, whether those before them have
 * been answered or not. Their waiting counts from when they came, not from when they got
 * their turn.
 */
final class OpenLoop implements Load {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration GLANCE = Duration.ofMillis(5);

	private final BlockingDeque<Integer> free = new LinkedBlockingDeque<>();

	private final Callers callers;

	private final double perSecond;

	OpenLoop(Wire.Layer wire, Call call, Pattern pattern) throws IOException {
		this.callers = new Callers(wire, call, pattern.callers(), this.free::addFirst);
		this.perSecond = pattern.perSecond();
		for (int caller = 0; caller < pattern.callers(); caller++) {
			this.free.addFirst(caller);
		}
	}

	/** Counts all who come in that time, even if they are answered after it. */
	@Override
	public Tally run(Duration duration) throws IOException {
		CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> ask(duration));
		while (!asking.isDone()) {
			this.callers.listen(GLANCE);
		}
		join(asking);
		return drain();
	}

	private void ask(Duration duration) {
		try {
			Arrivals.follow(Arrivals.poisson(this.perSecond, duration.toNanos() / 1e9),
					(due) -> ask(this.free.takeFirst(), due));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void ask(int caller, long due) {
		try {
			this.callers.ask(caller, due);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void join(CompletableFuture<Void> asking) throws IOException {
		try {
			asking.join();
		}
		catch (CompletionException ex) {
			throw new IOException("A question could not be sent", ex);
		}
	}

	@Override
	public Tally drain() throws IOException {
		this.callers.listenToTheLast(PATIENCE);
		return this.callers.takeTally();
	}

	@Override
	public void close() throws IOException {
		this.callers.close();
	}

}
